import type { Order, OrderStatus } from '../types';
import { client, type Page } from './client';

export async function fetchOrders(status?: OrderStatus): Promise<Page<Order>> {
  const { data } = await client.get<Page<Order>>('/orders', { params: { status } });
  return data;
}

export async function setOrderStatus(id: number, status: OrderStatus): Promise<Order> {
  const { data } = await client.patch<Order>(`/orders/${id}`, { status });
  return data;
}
