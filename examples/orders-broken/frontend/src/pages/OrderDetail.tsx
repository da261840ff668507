import { useCallback } from 'react'
import { Alert, Card, Descriptions, Spin, message } from 'antd'
import { useParams } from 'react-router'
import { getOrder } from '../api/client'
import type { Order } from '../api/types'
import OrderItemsTable from '../components/OrderItemsTable'
import PageHeader from '../components/PageHeader'
import StatusActions from '../components/StatusActions'
import StatusTag from '../components/StatusTag'
import { useFetch } from '../hooks/useFetch'
import { formatDate } from '../utils/format'

export default function OrderDetail() {
  const { orderId } = useParams()
  const { data: order, error, reload } = useFetch(
    useCallback(() => getOrder(orderId), [orderId]),
  )

  const handleChanged = async (updated: Order) => {
    message.success(`Order #${updated.id} is now ${updated.status}`)
    await reload()
  }

  if (error) return <Alert type="error" title={error} />
  if (!order) return <Spin />

  const quantity = order.items.reduce((sum, item) => sum + item.quantity, 0)

  return (
    <>
      <PageHeader
        title={`Order #${order.id}`}
        extra={<StatusActions order={order} onChanged={handleChanged} />}
      />
      <Card style={{ marginBottom: 16 }}>
        <Descriptions
          column={2}
          items={[
            { key: 'customer', label: 'Customer', children: order.customer.name },
            { key: 'city', label: 'City', children: order.customer.city?.toUpperCase() ?? '-' },
            { key: 'status', label: 'Status', children: <StatusTag status={order.status} /> },
            { key: 'created', label: 'Created', children: formatDate(order.created_at) },
            {
              key: 'shipped',
              label: 'Shipped',
              children: order.shipped_at ? formatDate(order.shipped_at) : 'Not yet',
            },
            { key: 'quantity', label: 'Pieces', children: quantity },
            { key: 'note', label: 'Note', children: order.note ?? '-' },
          ]}
        />
      </Card>
      <OrderItemsTable items={order.items} />
    </>
  )
}
