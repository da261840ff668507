export { AppLayout } from './AppLayout';
export { default as ProductForm } from './ProductForm';
export { default as ProductTable } from './ProductTable';
export { StatusTag } from './StatusTag';
export { StockBadge } from './StockBadge';
