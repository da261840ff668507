import { Form, Input, InputNumber, Modal } from 'antd'
import type { ProductInput } from '../api/types'

interface ProductFormProps {
  open: boolean
  onSubmit: (input: ProductInput) => Promise<void>
  onCancel: () => void
}

export default function ProductForm({ open, onSubmit, onCancel }: ProductFormProps) {
  const [form] = Form.useForm<ProductInput>()

  const handleFinish = async (values: ProductInput) => {
    await onSubmit({ ...values, sku: values.sku.trim().toUpperCase() })
    form.resetFields()
  }

  return (
    <Modal title="New product" open={open} okText="Save" onOk={form.submit} onCancel={onCancel}>
      <Form form={form} layout="vertical" initialValues={{ stock: 0 }} onFinish={handleFinish}>
        <Form.Item name="sku" label="SKU" rules={[{ required: true, max: 40 }]}>
          <Input />
        </Form.Item>
        <Form.Item name="name" label="Name" rules={[{ required: true, max: 120 }]}>
          <Input />
        </Form.Item>
        <Form.Item name="unit_price" label="Unit price" rules={[{ required: true }]}>
          <InputNumber stringMode min="0.01" step="0.01" precision={2} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="stock" label="Stock" rules={[{ required: true }]}>
          <InputNumber min={0} precision={0} style={{ width: '100%' }} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
