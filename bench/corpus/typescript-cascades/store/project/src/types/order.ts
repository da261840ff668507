import type { Product } from './product';

export type OrderStatus = 'pending' | 'paid' | 'shipped' | 'cancelled';

export interface OrderLine {
  product: Pick<Product, 'id' | 'name' | 'priceCents'>;
  quantity: number;
}

export interface Order {
  id: number;
  customer: string;
  status: OrderStatus;
  createdAt: string;
  lines: OrderLine[];
}
