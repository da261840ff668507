import { Button, Card, Form, Input } from 'antd';
import { useNavigate } from 'react-router';
import { useAuth } from '../contexts/AuthContext';

interface LoginForm {
  name: string;
  password: string;
}

export default function LoginPage() {
  const { signIn } = useAuth();
  const navigate = useNavigate();

  const onFinish = async (values: LoginForm) => {
    await signIn(values.name, values.password);
    await navigate('/');
  };

  return (
    <Card title="Clinic" style={{ maxWidth: 360, margin: '10vh auto' }}>
      <Form<LoginForm> layout="vertical" onFinish={onFinish}>
        <Form.Item name="name" label="Name" rules={[{ required: true }]}>
          <Input autoFocus />
        </Form.Item>
        <Form.Item name="password" label="Password" rules={[{ required: true }]}>
          <Input.Password />
        </Form.Item>
        <Button block type="primary" htmlType="submit">
          Sign in
        </Button>
      </Form>
    </Card>
  );
}
