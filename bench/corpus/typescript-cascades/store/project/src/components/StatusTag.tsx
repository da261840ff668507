import { Tag } from 'antd';
import type { OrderStatus } from '../types';

const colors: Record<OrderStatus, string> = {
  pending: 'gold',
  paid: 'blue',
  shipped: 'green',
  cancelled: 'red',
};

interface StatusTagProps {
  status: OrderStatus;
}

export function StatusTag({ status }: StatusTagProps) {
  return <Tag color={colors[status]}>{status}</Tag>;
}
