import { Button, Form, Input, InputNumber } from 'antd';
import type { ProductInput } from '../types';

interface ProductFormProps {
  saving: boolean;
  onSubmit: (input: ProductInput) => void;
}

const initial: ProductInput = { sku: '', name: '', category: 'general', priceCents: 0, stock: 0 };

export default function ProductForm({ saving, onSubmit }: ProductFormProps) {
  const [form] = Form.useForm<ProductInput>();
  return (
    <Form form={form} layout="vertical" initialValues={initial} onFinish={onSubmit}>
      <Form.Item name="sku" label="SKU" rules={[{ required: true }]}>
        <Input />
      </Form.Item>
      <Form.Item name="name" label="Name" rules={[{ required: true }]}>
        <Input />
      </Form.Item>
      <Form.Item name="category" label="Category">
        <Input />
      </Form.Item>
      <Form.Item name="priceCents" label="Price (cents)">
        <InputNumber min={0} />
      </Form.Item>
      <Form.Item name="stock" label="Stock">
        <InputNumber min={0} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={saving}>
        Save
      </Button>
    </Form>
  );
}
