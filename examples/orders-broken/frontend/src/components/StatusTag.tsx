import { Tag } from 'antd'
import type { OrderStatus } from '../api/types'

const colors: Record<OrderStatus, string> = {
  draft: 'default',
  confirmed: 'blue',
  shipped: 'orange',
  delivered: 'green',
  cancelled: 'red',
}

export default function StatusTag({ status }: { status: OrderStatus }) {
  return <Tag color={colors[status]}>{status.toUpperCase()}</Tag>
}
