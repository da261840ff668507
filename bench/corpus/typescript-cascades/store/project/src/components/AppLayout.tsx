import { Layout, Menu } from 'antd';
import { Link, Outlet, useLocation } from 'react-router';

const items = [
  { key: '/products', label: <Link to="/products">Products</Link> },
  { key: '/orders', label: <Link to="/orders">Orders</Link> },
];

export function AppLayout() {
  const { pathname } = useLocation();
  const selected = items.find((item) => pathname.startsWith(item.key));
  return (
    <Layout style={{ minHeight: '100vh' }}>
      <Layout.Header>
        <Menu
          theme="dark"
          mode="horizontal"
          items={items}
          selectedKeys={selected ? [selected.key] : []}
        />
      </Layout.Header>
      <Layout.Content style={{ padding: 24 }}>
        <Outlet />
      </Layout.Content>
    </Layout>
  );
}
