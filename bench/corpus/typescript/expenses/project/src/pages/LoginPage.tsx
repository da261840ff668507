import { useState } from "react";
import type { FC } from "react";
import { Alert, Button, Card, Checkbox, Form, Input } from "antd";
import type { FormProps } from "antd";
import { AxiosError } from "axios";
import { useNavigate } from "react-router";
import { useAuth } from "@/hooks/useAuth";

interface LoginValues {
  email: string;
  password: string;
  remember: boolean;
}

const LoginPage: FC = () => {
  const { signIn } = useAuth();
  const navigate = useNavigate();
  const [error, setError] = useState<string | null>(null);
  const [loading, setLoading] = useState(false);

  const onFinish: FormProps<LoginValues>["onFinish"] = async ({ email, password }) => {
    setLoading(true);
    setError(null);
    try {
      await signIn(email, password);
      navigate("/");
    } catch (e) {
      if (e instanceof AxiosError && e.response?.status === 401) {
        setError("Wrong email or password");
      } else {
        setError("Something went wrong, please try again");
      }
    } finally {
      setLoading(false);
    }
  };

  return (
    <Card title="Sign in" style={{ width: 380, margin: "15vh auto 0" }}>
      {error && <Alert type="error" title={error} style={{ marginBottom: 16 }} />}
      <Form<LoginValues>
        name="login"
        layout="vertical"
        initialValues={{ remember: true }}
        onFinish={onFinish}
        autoComplete="off"
      >
        <Form.Item<LoginValues> label="Email" name="email" rules={[{ required: true, type: "email" }]}>
          <Input />
        </Form.Item>
        <Form.Item<LoginValues> label="Password" name="password" rules={[{ required: true }]}>
          <Input.Password />
        </Form.Item>
        <Form.Item<LoginValues> name="remember" valuePropName="checked">
          <Checkbox>Remember me</Checkbox>
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={loading}>
          Sign in
        </Button>
      </Form>
    </Card>
  );
};

export default LoginPage;
