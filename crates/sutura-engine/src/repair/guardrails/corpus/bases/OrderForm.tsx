import React, { useMemo, useRef } from 'react'
import { Form, Input, InputNumber, Modal, Select } from 'antd'
import type { FormInstance } from 'antd'
import type { Customer, OrderInput } from '../api/types'
import { useCustomers } from '../hooks/useCustomers'

interface OrderFormProps {
  open: boolean
  initial?: OrderInput
  onSubmit: (input: OrderInput) => Promise<void>
  onCancel: () => void
}

export default function OrderForm({ open, initial, onSubmit, onCancel }: OrderFormProps) {
  const [form] = Form.useForm<OrderInput>()
  const customers = useCustomers()
  const inputRef = useRef<HTMLInputElement>()

  const options = useMemo(
    () => customers.data.map((customer: Customer) => ({ value: customer.id, label: customer.name })),
    [customers],
  )

  const handleOk = async () => {
    const values = form.validateFields()
    await onSubmit(values)
    inputRef.current.focus()
  }

  const quantityRules = [{ required: true, message: 'Please enter a quantity' }]

  return (
    <Modal visible={open} title="Order" onOk={handleOk} onCancel={onCancel}>
      <Form form={form} layout="vertical" initialValues={initial}>
        <Form.Item name="customer_id" label="Customer" rules={[{ required: 'yes' }]}>
          <Select options={options} />
        </Form.Item>
        <Form.Item name="quantity" label="Quantity" rules={quantityRules}>
          <InputNumber min="1" />
        </Form.Item>
        <Form.Item name="note" label="Note">
          <Input.TextArea rows={3} maxlength={500} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
