import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp } from 'antd';
import { createBrowserRouter, RouterProvider } from 'react-router';
import RequireAuth from './components/RequireAuth';
import { AuthProvider } from './contexts/AuthContext';
import CalendarPage from './pages/CalendarPage';
import LoginPage from './pages/LoginPage';
import PatientPage from './pages/PatientPage';

const router = createBrowserRouter([
  { path: '/login', element: <LoginPage /> },
  {
    element: <RequireAuth />,
    children: [
      { path: '/', element: <CalendarPage /> },
      { path: '/patients/:patientId', element: <PatientPage /> },
    ],
  },
]);

export default function App() {
  return (
    <QueryClientProvider client={new QueryClient()}>
      <AntApp>
        <AuthProvider>
          <RouterProvider router={router} />
        </AuthProvider>
      </AntApp>
    </QueryClientProvider>
  );
}
