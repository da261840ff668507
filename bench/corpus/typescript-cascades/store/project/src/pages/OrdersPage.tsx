import { Button, Segmented, Table, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { StatusTag } from '../components';
import { useOrders, useSetOrderStatus } from '../hooks/useOrders';
import type { Order, OrderStatus } from '../types';
import { formatDate, formatMoney, orderTotal } from '../utils/format';

const filters: (OrderStatus | 'all')[] = ['all', 'pending', 'paid', 'shipped', 'cancelled'];

export default function OrdersPage() {
  const [filter, setFilter] = useState<OrderStatus | 'all'>('all');
  const orders = useOrders(filter === 'all' ? undefined : filter);
  const setStatus = useSetOrderStatus();

  const columns: TableColumnsType<Order> = [
    { title: '#', dataIndex: 'id' },
    { title: 'Customer', dataIndex: 'customer' },
    { title: 'Date', render: (_, order) => formatDate(order.createdAt) },
    { title: 'Total', render: (_, order) => formatMoney(orderTotal(order.lines)) },
    { title: 'Status', render: (_, order) => <StatusTag status={order.status} /> },
    {
      key: 'actions',
      render: (_, order) => (
        <Button
          size="small"
          disabled={order.status !== 'paid'}
          onClick={() => setStatus.mutate({ id: order.id, status: 'shipped' })}
        >
          Ship
        </Button>
      ),
    },
  ];

  return (
    <>
      <Segmented options={filters} value={filter} onChange={setFilter} />
      <Table
        rowKey="id"
        columns={columns}
        dataSource={orders.data?.items ?? []}
        loading={orders.isLoading}
      />
    </>
  );
}
