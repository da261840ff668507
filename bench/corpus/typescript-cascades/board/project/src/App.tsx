import { Layout, Segmented } from 'antd';
import { BrowserRouter, Route, Routes, useLocation, useNavigate } from 'react-router';
import { BoardProvider } from './context/BoardContext';
import { BoardPage } from './pages/BoardPage';
import { StatsPage } from './pages/StatsPage';

function Header() {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  return (
    <Layout.Header>
      <Segmented
        value={pathname}
        onChange={(value) => navigate(value)}
        options={[
          { label: 'Board', value: '/' },
          { label: 'Stats', value: '/stats' },
        ]}
      />
    </Layout.Header>
  );
}

export default function App() {
  return (
    <BoardProvider>
      <BrowserRouter>
        <Header />
        <Routes>
          <Route path="/" element={<BoardPage />} />
          <Route path="/stats" element={<StatsPage />} />
        </Routes>
      </BrowserRouter>
    </BoardProvider>
  );
}
