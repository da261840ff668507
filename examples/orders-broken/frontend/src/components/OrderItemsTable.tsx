import { Table } from 'antd'
import type { TableColumnsType } from 'antd'
import type { OrderItem } from '../api/types'
import Money from './Money'

const columns: TableColumnsType<OrderItem> = [
  { title: 'SKU', key: 'sku', render: (_, item) => item.product.sku },
  { title: 'Product', key: 'product', render: (_, item) => item.product.name },
  { title: 'Quantity', dataIndex: 'quantity', align: 'right' },
  {
    title: 'Unit price',
    key: 'unit_price',
    align: 'right',
    render: (_, item) => <Money amount={Number(item.unit_price)} />,
  },
  {
    title: 'Line total',
    key: 'line_total',
    align: 'right',
    render: (_, item) => <Money amount={Number(item.line_total)} />,
  },
]

export default function OrderItemsTable({ items }: { items: OrderItem[] }) {
  const total = items.reduce((sum, item) => sum + Number(item.line_total), 0)

  return (
    <Table<OrderItem>
      rowKey="id"
      columns={columns}
      dataSource={items}
      pagination={false}
      summary={() => (
        <Table.Summary.Row>
          <Table.Summary.Cell index={0} colSpan={4}>
            Total
          </Table.Summary.Cell>
          <Table.Summary.Cell index={4} align="right">
            <Money amount={total} strong />
          </Table.Summary.Cell>
        </Table.Summary.Row>
      )}
    />
  )
}
