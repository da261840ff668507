import { useEffect, useState } from "react";

import { api, send } from "../api";
import { OrderStatus, type OrderRead } from "../api_types";

export function Orders() {
  const [orders, setOrders] = useState<OrderRead[]>([]);

  useEffect(() => {
    void api.orders.list({ query: { status: OrderStatus.PAID } }).then(setOrders);
  }, []);

  async function cancel(order: OrderRead) {
    await send(`/orders/${order.id}/cancel`, { method: "POST" });
  }

  async function reorder(order: OrderRead) {
    const copy = await api.orders.create({
      body: { customer_id: order.customer_id, lines: order.lines },
    });
    setOrders([...orders, copy]);
  }

  return (
    <ul>
      {orders.map((order) => (
        <li key={order.id}>
          <strong>{order.total.toFixed(2)}</strong>
          {order.status !== OrderStatus.CANCELLED && <button onClick={() => void cancel(order)}>Cancel</button>}
          <button onClick={() => void reorder(order)}>Order again</button>
        </li>
      ))}
    </ul>
  );
}
