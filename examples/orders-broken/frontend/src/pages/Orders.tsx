import { useCallback, useState } from 'react'
import { Alert, Button, Card, Flex, Select, Space, Statistic, Table, message } from 'antd'
import type { TableColumnsType } from 'antd'
import { Link, useNavigate } from 'react-router'
import { createOrder, getOrderSummary, listCustomers, listOrders, listProducts } from '../api/client'
import type { Order, OrderInput, OrderStatus } from '../api/types'
import Money from '../components/Money'
import OrderForm from '../components/OrderForm'
import PageHeader from '../components/PageHeader'
import StatusTag from '../components/StatusTag'
import { useFetch } from '../hooks/useFetch'
import { errorMessage, formatDate, formatMoney } from '../lib/format'

const statusOptions: { value: OrderStatus; label: string }[] = [
  { value: 'draft', label: 'Draft' },
  { value: 'confirmed', label: 'Confirmed' },
  { value: 'shipped', label: 'Shipped' },
  { value: 'delivered', label: 'Delivered' },
  { value: 'cancelled', label: 'Cancelled' },
]

const columns: TableColumnsType<Order> = [
  {
    title: 'Order',
    key: 'id',
    render: (_, order) => <Link to={`/orders/${order.id}`}>#{order.id}</Link>,
  },
  {
    title: 'Customer',
    key: 'customer',
    render: (_, order) => order.customer.name,
  },
  {
    title: 'Created',
    key: 'created_at',
    render: (_, order) => formatDate(order.createdAt),
  },
  {
    title: 'Status',
    key: 'status',
    render: (_, order) => <StatusTag status={order.status} />,
  },
  {
    title: 'Total',
    key: 'total',
    align: 'right',
    sorter: (a, b) => Number(a.total_amount) - Number(b.total_amount),
    render: (_, order) => <Money amount={order.total_amount} />,
  },
]

export default function Orders() {
  const navigate = useNavigate()
  const [status, setStatus] = useState<OrderStatus>()
  const [formOpen, setFormOpen] = useState(false)

  const orders = useFetch(useCallback(() => listOrders(status), [status]))
  const summary = useFetch(getOrderSummary)
  const customers = useFetch(useCallback(() => listCustomers(), []))
  const products = useFetch(useCallback(() => listProducts(), []))

  const handleCreate = async (input: OrderInput) => {
    try {
      const order = await createOrder(input)
      setFormOpen(false)
      message.success(`Order #${order.id} created`)
      await navigate(`/orders/${order.id}`)
    } catch (error) {
      message.error(errorMessage(error))
    }
  }

  return (
    <>
      <PageHeader
        title="Orders"
        extra={
          <Space>
            <Select
              allowClear
              placeholder="All statuses"
              style={{ width: 160 }}
              value={status}
              options={statusOptions}
              onChange={setStatus}
            />
            <Button type="primary" onClick={() => setFormOpen(true)}>
              New order
            </Button>
          </Space>
        }
      />
      {orders.error && <Alert type="error" title={orders.error} style={{ marginBottom: 16 }} />}
      {summary.data && (
        <Flex gap={16} style={{ marginBottom: 16 }}>
          <Card>
            <Statistic title="Orders" value={summary.data.order_count} />
          </Card>
          <Card>
            <Statistic title="Open" value={summary.data.open_count} />
          </Card>
          <Card>
            <Statistic title="Revenue" value={formatMoney(Number(summary.data.revenue))} />
          </Card>
          <Card>
            <Statistic
              title="Average order"
              value={formatMoney(Number(summary.data.average_order_value))}
            />
          </Card>
        </Flex>
      )}
      <Table<Order>
        rowKey="id"
        columns={columns}
        dataSource={orders.data}
        loading={orders.loading}
      />
      <OrderForm
        open={formOpen}
        customers={customers.data ?? []}
        products={products.data ?? []}
        onSubmit={handleCreate}
        onCancel={() => setFormOpen(false)}
      />
    </>
  )
}
