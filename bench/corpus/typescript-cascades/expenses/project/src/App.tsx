import { Layout, Menu } from 'antd';
import { BrowserRouter, Link, Route, Routes, useLocation } from 'react-router';
import { NAV_ITEMS } from './routes';
import { PreferencesProvider } from './preferences/PreferencesContext';
import { DashboardPage } from './pages/DashboardPage';
import { ExpensesPage } from './pages/ExpensesPage';
import { PreferencesPage } from './pages/PreferencesPage';

function Navigation() {
  const { pathname } = useLocation();
  return (
    <Menu
      mode="horizontal"
      selectedKeys={[pathname]}
      items={NAV_ITEMS.map(({ path, label }) => ({
        key: path,
        label: <Link to={path}>{label}</Link>,
      }))}
    />
  );
}

export default function App() {
  return (
    <PreferencesProvider>
      <BrowserRouter>
        <Layout>
          <Navigation />
          <Layout.Content style={{ padding: 24 }}>
            <Routes>
              <Route path="/" element={<DashboardPage />} />
              <Route path="/expenses" element={<ExpensesPage />} />
              <Route path="/preferences" element={<PreferencesPage />} />
            </Routes>
          </Layout.Content>
        </Layout>
      </BrowserRouter>
    </PreferencesProvider>
  );
}
