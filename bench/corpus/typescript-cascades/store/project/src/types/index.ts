export type { Product, ProductFilter, ProductInput } from './product';
export type { Order, OrderLine, OrderStatus } from './order';
