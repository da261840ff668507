import { Suspense } from 'react'
import { ConfigProvider, Layout, Spin, theme } from 'antd'
import { Outlet } from 'react-router'

export function App() {
  return (
    <ConfigProvider theme={{ algorithm: theme.compactAlgorithm }}>
      <Layout>
        <Layout.Header>
          <h1 style={{ color: 'white', margin: 0, fontSize: 18 }}>Helpdesk</h1>
        </Layout.Header>
        <Layout.Content>
          <Suspense fallback={<Spin />}>
            <Outlet />
          </Suspense>
        </Layout.Content>
      </Layout>
    </ConfigProvider>
  )
}
