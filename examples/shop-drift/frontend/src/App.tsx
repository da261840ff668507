import { Customers } from "./pages/Customers";
import { Orders } from "./pages/Orders";
import { Products } from "./pages/Products";

export function App() {
  return (
    <main>
      <Orders />
      <Customers />
      <Products />
    </main>
  );
}
