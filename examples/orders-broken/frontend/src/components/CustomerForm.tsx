import { useEffect } from 'react'
import { Form, Input, Modal } from 'antd'
import type { Customer, CustomerInput } from '../api/types'

interface CustomerFormProps {
  open: boolean
  customer: Customer | null
  onSubmit: (input: CustomerInput) => Promise<void>
  onCancel: () => void
}

export default function CustomerForm({ open, customer, onSubmit, onCancel }: CustomerFormProps) {
  const [form] = Form.useForm<CustomerInput>()

  useEffect(() => {
    if (!open) return
    form.setFieldsValue({
      name: customer?.name ?? '',
      email: customer?.email ?? '',
      phone: customer?.phone ?? undefined,
      city: customer?.city ?? undefined,
    })
  }, [open, customer, form])

  return (
    <Modal
      title={customer ? `Edit ${customer.name}` : 'New customer'}
      open={open}
      okText="Save"
      onOk={form.submit}
      onCancel={onCancel}
      forceRender
    >
      <Form form={form} layout="vertical" onFinish={onSubmit}>
        <Form.Item name="name" label="Name" rules={[{ required: true, max: 120 }]}>
          <Input />
        </Form.Item>
        <Form.Item name="email" label="E-mail" rules={[{ required: true, type: 'email' }]}>
          <Input />
        </Form.Item>
        <Form.Item name="phone" label="Phone">
          <Input />
        </Form.Item>
        <Form.Item name="city" label="City">
          <Input />
        </Form.Item>
      </Form>
    </Modal>
  )
}
