import { App as AntApp, ConfigProvider, Layout } from 'antd';
import { Outlet } from 'react-router';

export default function App() {
  return (
    <ConfigProvider componentSize="middle">
      <AntApp>
        <Layout>
          <Layout.Content style={{ maxWidth: 960, margin: '0 auto', padding: 16 }}>
            <Outlet />
          </Layout.Content>
        </Layout>
      </AntApp>
    </ConfigProvider>
  );
}
