import { Table, type TableColumnsType } from 'antd';
import { Link } from 'react-router';
import type { Product } from '../types';
import { formatMoney } from '../utils/format';
import { StockBadge } from './StockBadge';

interface ProductTableProps {
  products: Product[];
  loading: boolean;
}

const columns: TableColumnsType<Product> = [
  { title: 'SKU', dataIndex: 'sku' },
  {
    title: 'Name',
    dataIndex: 'name',
    render: (_, product) => <Link to={`/products/${product.id}`}>{product.name}</Link>,
  },
  { title: 'Category', dataIndex: 'category' },
  {
    title: 'Price',
    align: 'right',
    sorter: (a, b) => a.priceCents - b.priceCents,
    render: (_, product) => formatMoney(product.priceCents),
  },
  {
    title: 'Stock',
    sorter: (a, b) => a.stock - b.stock,
    render: (_, product) => <StockBadge product={product} />,
  },
];

export default function ProductTable({ products, loading }: ProductTableProps) {
  return <Table rowKey="id" columns={columns} dataSource={products} loading={loading} />;
}
