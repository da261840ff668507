import { useCallback, useState } from 'react'
import { Alert, Button, Input, Space, Table, Tag, message } from 'antd'
import type { TableColumnsType } from 'antd'
import { adjustStock, createProduct, listProducts } from '../api/client'
import type { Product, ProductInput } from '../api/types'
import Money from '../components/Money'
import PageHeader from '../components/PageHeader'
import ProductForm from '../components/ProductForm'
import { useFetch } from '../hooks/useFetch'
import { errorMessage } from '../lib/format'

const LOW_STOCK_THRESHOLD = 5

export default function Products() {
  const [search, setSearch] = useState('')
  const [includeInactive, setIncludeInactive] = useState(false)
  const [formOpen, setFormOpen] = useState(false)

  const products = useFetch(
    useCallback(() => listProducts(search, includeInactive), [search, includeInactive]),
  )

  const handleCreate = async (input: ProductInput) => {
    try {
      const product = await createProduct(input)
      setFormOpen(false)
      message.success(`${product.name} added`)
      await products.reload()
    } catch (error) {
      message.error(errorMessage(error))
    }
  }

  const handleAdjust = async (product: Product, delta: number) => {
    try {
      const updated = await adjustStock(product.id, delta)
      message.success(`${updated.name}: ${updated.stock} in stock`)
      await products.reload()
    } catch (error) {
      message.error(errorMessage(error))
    }
  }

  const columns: TableColumnsType<Product> = [
    { title: 'SKU', dataIndex: 'sku' },
    { title: 'Name', dataIndex: 'name' },
    {
      title: 'Price',
      key: 'unit_price',
      align: 'right',
      render: (_, product) => <Money amount={Number(product.unit_price)} />,
    },
    {
      title: 'Stock',
      key: 'stock',
      align: 'right',
      sorter: (a, b) => a.stock - b.stock,
      render: (_, product) => (
        <Tag color={product.stock <= LOW_STOCK_THRESHOLD ? 'red' : 'green'}>{product.stock}</Tag>
      ),
    },
    {
      key: 'actions',
      render: (_, product) => (
        <Space>
          <Button
            size="small"
            disabled={product.stock === 0}
            onClick={() => handleAdjust(product, -1)}
          >
            -1
          </Button>
          <Button size="small" onClick={() => handleAdjust(product, 10)}>
            +10
          </Button>
        </Space>
      ),
    },
  ]

  return (
    <>
      <PageHeader
        title={`Products (${products.data.length})`}
        extra={
          <Space>
            <Input.Search allowClear placeholder="Name or SKU" onSearch={setSearch} />
            <Switch
              checkedChildren="All"
              unCheckedChildren="Active"
              checked={includeInactive}
              onChange={setIncludeInactive}
            />
            <Button type="primary" onClick={() => setFormOpen(true)}>
              New product
            </Button>
          </Space>
        }
      />
      {products.error && <Alert type="error" title={products.error} />}
      <Table<Product>
        rowKey="id"
        columns={columns}
        dataSource={products.data}
        loading={products.loading}
      />
      <ProductForm
        open={formOpen}
        onSubmit={handleCreate}
        onCancel={() => setFormOpen(false)}
      />
    </>
  )
}
