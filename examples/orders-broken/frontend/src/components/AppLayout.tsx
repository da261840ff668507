import { Layout, Menu } from 'antd'
import { Link, Outlet, useLocation } from 'react-router'

const sections = [
  { key: '/orders', label: <Link to="/orders">Orders</Link> },
  { key: '/customers', label: <Link to="/customers">Customers</Link> },
  { key: '/products', label: <Link to="/products">Products</Link> },
]

export default function AppLayout() {
  const { pathname } = useLocation()
  const selected = sections.find((section) => pathname.startsWith(section.key))

  return (
    <Layout style={{ minHeight: '100vh' }}>
      <Layout.Header>
        <Menu
          theme="dark"
          mode="horizontal"
          items={sections}
          selectedKeys={selected ? [selected.key] : []}
        />
      </Layout.Header>
      <Layout.Content style={{ padding: 24 }}>
        <Outlet />
      </Layout.Content>
    </Layout>
  )
}
