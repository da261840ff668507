import { Button, Flex, Spin } from 'antd';
import { Navigate, Outlet } from 'react-router';
import { useAuth } from '../contexts/AuthContext';

export default function RequireAuth() {
  const { user, loading, signOut } = useAuth();
  if (loading) return <Spin fullscreen />;
  if (!user) return <Navigate to="/login" replace />;
  return (
    <>
      <Flex justify="end" gap="small" style={{ padding: 8 }}>
        {user.name}
        <Button size="small" onClick={signOut}>
          Sign out
        </Button>
      </Flex>
      <Outlet />
    </>
  );
}
