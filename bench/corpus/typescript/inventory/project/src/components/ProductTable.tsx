import { Button, Popconfirm, Space, Table, Tag } from 'antd'
import type { TableColumnsType, TablePaginationConfig } from 'antd'
import dayjs from 'dayjs'
import { Link } from 'react-router'
import type { Product, StockLevel } from '@/types/product'

interface ProductTableProps {
  products: Product[]
  total: number
  page: number
  pageSize: number
  loading?: boolean
  onPageChange: (page: number, pageSize: number) => void
  onDelete: (id: number) => void
}

const STOCK_COLORS: Record<StockLevel, string> = {
  in_stock: 'green',
  low: 'orange',
  out: 'red',
}

function stockLevel(product: Product): StockLevel {
  if (product.quantity === 0) return 'out'
  return product.quantity <= product.reorderPoint ? 'low' : 'in_stock'
}

export function ProductTable({
  products,
  total,
  page,
  pageSize,
  loading = false,
  onPageChange,
  onDelete,
}: ProductTableProps) {
  const columns: TableColumnsType<Product> = [
    {
      title: 'SKU',
      dataIndex: 'sku',
      width: 140,
      render: (sku: string, record) => <Link to={`/products/${record.id}`}>{sku}</Link>,
    },
    { title: 'Name', dataIndex: 'name', ellipsis: true },
    {
      title: 'Price',
      dataIndex: 'price',
      align: 'right',
      sorter: (a, b) => a.price - b.price,
      render: (price: number) => price.toFixed(2),
    },
    {
      title: 'Stock',
      key: 'stock',
      render: (_, record) => {
        const level = stockLevel(record)
        return <Tag color={STOCK_COLORS[level]}>{level.replace('_', ' ')}</Tag>
      },
    },
    {
      title: 'Supplier',
      key: 'supplier',
      render: (_, record) => record.supplier?.name ?? '-',
    },
    {
      title: 'Updated',
      dataIndex: 'updatedAt',
      render: (value: string) => dayjs(value).format('YYYY-MM-DD'),
    },
    {
      title: '',
      key: 'actions',
      render: (_, record) => (
        <Space>
          <Popconfirm title="Delete this product?" onConfirm={() => onDelete(record.id)}>
            <Button danger size="small">
              Delete
            </Button>
          </Popconfirm>
        </Space>
      ),
    },
  ]

  const handleChange = (pagination: TablePaginationConfig) => {
    onPageChange(pagination.current ?? 1, pagination.pageSize ?? pageSize)
  }

  return (
    <Table
      rowKey="id"
      columns={columns}
      dataSource={products}
      loading={loading}
      pagination={{ current: page, pageSize, total, showSizeChanger: true }}
      onChange={handleChange}
    />
  )
}
