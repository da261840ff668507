import { Alert, Button, Descriptions, Space, Spin } from 'antd';
import { useParams } from 'react-router';
import { toMessage } from '../api/client';
import { StockBadge } from '../components';
import { useProduct, useUpdateStock } from '../hooks/useProducts';
import { formatMoney } from '../utils/format';

export default function ProductDetailPage() {
  const productId = Number(useParams().id);
  const { data: product, error, isLoading } = useProduct(productId);
  const stock = useUpdateStock(productId);

  if (isLoading) return <Spin />;
  if (error || !product) return <Alert type="error" message={toMessage(error)} />;

  return (
    <Space direction="vertical" size="large">
      <Descriptions title={product.name} bordered column={1}>
        <Descriptions.Item label="SKU">{product.sku}</Descriptions.Item>
        <Descriptions.Item label="Price">{formatMoney(product.priceCents)}</Descriptions.Item>
        <Descriptions.Item label="Stock">
          <StockBadge product={product} />
        </Descriptions.Item>
      </Descriptions>
      <Space>
        <Button disabled={product.stock === 0} onClick={() => stock.mutate(-1)}>
          Take one
        </Button>
        <Button onClick={() => stock.mutate(10)}>Add ten</Button>
      </Space>
    </Space>
  );
}
