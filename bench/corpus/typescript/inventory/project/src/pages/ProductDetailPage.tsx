import { Card, Descriptions, Result, Spin } from 'antd'
import { Link, useParams } from 'react-router'
import { useProduct } from '@/hooks/useProducts'

export function ProductDetailPage() {
  const { productId } = useParams<{ productId: string }>()
  const { data: product, isPending, isError } = useProduct(Number(productId))

  if (isPending) return <Spin size="large" />
  if (isError) {
    return <Result status="404" title="Product not found" extra={<Link to="/products">Back</Link>} />
  }

  return (
    <Card title={product.name} extra={<Link to="/products">Back to list</Link>}>
      <Descriptions
        bordered
        column={2}
        items={[
          { key: 'sku', label: 'SKU', children: product.sku },
          { key: 'price', label: 'Price', children: product.price.toFixed(2) },
          { key: 'quantity', label: 'Quantity', children: product.quantity },
          { key: 'supplier', label: 'Supplier', children: product.supplier?.name ?? '-' },
        ]}
      />
    </Card>
  )
}
