import { Badge } from 'antd';
import type { Product } from '../types';

interface StockBadgeProps {
  product: Product;
  lowAt?: number;
}

export function StockBadge({ product, lowAt = 5 }: StockBadgeProps) {
  if (product.stock === 0) {
    return <Badge status="error" text="Sold out" />;
  }
  const low = product.stock <= lowAt;
  return <Badge status={low ? 'warning' : 'success'} text={`${product.stock} left`} />;
}
