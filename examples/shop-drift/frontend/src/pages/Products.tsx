import { useEffect, useState } from "react";

import { api, send } from "../api";
import type { ProductRead } from "../api_types";

export function Products() {
  const [products, setProducts] = useState<ProductRead[]>([]);

  useEffect(() => {
    void api.products.list().then(setProducts);
  }, []);

  async function restock(product: ProductRead, quantity: number) {
    await send(`/products/${product.id}/stock`, { method: "PUT", body: JSON.stringify({ quantity }) });
  }

  return (
    <table>
      <tbody>
        {products.map((product) => (
          <tr key={product.id}>
            <td>{product.name}</td>
            <td>{product.price.toFixed(2)}</td>
            <td>
              <button onClick={() => void restock(product, product.stock + 10)}>Restock</button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
