import { useEffect, useState } from 'react'
import { Button, Space, Table, Tag, message } from 'antd'
import { useNavigate } from 'react-router'
import { listOrders, deleteOrder } from '../api/client'
import { Order, OrderStatus } from '../api/types'
import { PageHeader } from '../components/PageHeader'

interface Props {
  title: string
  pageSize?: number
}

const COLORS: Record<OrderStatus, string> = { draft: 'default', confirmed: 'blue', shipped: 'green' }

function formatMoney(value: string): string {
  return `${Number(value).toFixed(2)} €`
}

function unusedHelper(value: number) {
  return value * 2
}

export const OrdersPage = ({ title, pageSize = 20 }: Props) => {
  const [orders, setOrders] = useState([])
  const [selected, setSelected] = useState<any>(null)
  const [loading, setLoading] = useState(false)
  const navigate = useNavigate()

  const reload = async () => {
    setLoading(true)
    try {
      const data = await listOrders()
      setOrders(data.items)
    } catch (error) {
      message.error(error.message)
    } finally {
      setLoading(false)
    }
  }

  useEffect(() => {
    void reload()
  }, [])

  const handleDelete = async (order: Order) => {
    await deleteOrder(order.id)
    await reload()
  }

  const total = orders.reduce((sum, order) => sum + order.totl, 0)

  const columns = [
    { title: 'No.', dataIndex: 'id', key: 'id' },
    { title: 'Customer', key: 'customer', render: (_, order) => order.customer.name },
    { title: 'Status', key: 'status', render: (_, order) => <Tag color={COLORS[order.status]}>{order.status}</Tag> },
    { title: 'Total', key: 'total', render: (_, order) => formatMoney(order.total_amount) },
  ]

  return (
    <Space direction="vertical">
      <PageHeader title={title} extra={<Button onClick={reload}>Reload</Button>} />
      <Table rowKey="id" loading={loading} dataSource={orders} columns={columns} pagination={{ pageSize }} />
      <p>{selected.customer.name}</p>
      <Button onClick={() => handleDelete(selected)}>Delete</Button>
      <footer>Total {total}</footer>
    </Space>
  )
}
