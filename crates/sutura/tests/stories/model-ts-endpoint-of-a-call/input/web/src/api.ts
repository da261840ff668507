export interface Order {
  number: number;
  total: number;
}

export async function readOrder(number: number): Promise<Order> {
  const answer = await fetch(`/api/orders/${number}`);
  const order: Order = await answer.json();
  return order.total;
}
