import { useEffect } from 'react'
import { Form, Input, InputNumber, Modal } from 'antd'
import type { ProductInput } from '@/types/product'

interface ProductFormModalProps {
  open: boolean
  saving: boolean
  initial?: ProductInput
  onCancel: () => void
  onSubmit: (input: ProductInput) => void
}

export function ProductFormModal({
  open,
  saving,
  initial,
  onCancel,
  onSubmit,
}: ProductFormModalProps) {
  const [form] = Form.useForm<ProductInput>()

  useEffect(() => {
    if (open) {
      form.setFieldsValue(initial ?? { quantity: 0, reorderPoint: 5 })
    } else {
      form.resetFields()
    }
  }, [open, initial, form])

  const handleOk = async () => {
    const values = await form.validateFields()
    onSubmit(values)
  }

  return (
    <Modal
      title={initial ? 'Edit product' : 'New product'}
      open={open}
      confirmLoading={saving}
      okText="Save"
      onOk={handleOk}
      onCancel={onCancel}
    >
      <Form form={form} layout="vertical">
        <Form.Item name="sku" label="SKU" rules={[{ required: true }]}>
          <Input maxLength={32} />
        </Form.Item>
        <Form.Item name="name" label="Name" rules={[{ required: true, message: 'Name is required' }]}>
          <Input />
        </Form.Item>
        <Form.Item name="price" label="Price">
          <InputNumber min={0} precision={2} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="quantity" label="Quantity">
          <InputNumber min={0} />
        </Form.Item>
        <Form.Item name="reorderPoint" label="Reorder point">
          <InputNumber min={0} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
