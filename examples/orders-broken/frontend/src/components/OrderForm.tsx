import { useMemo, useState } from 'react'
import { Button, Flex, Form, Input, InputNumber, Modal, Select, Space } from 'antd'
import type { Customer, OrderInput, Product } from '../api/types'
import Money from './Money'

interface OrderFormProps {
  open: boolean
  customers: Customer[]
  products: Product[]
  onSubmit: (input: OrderInput) => Promise<void>
  onCancel: () => void
}

type DraftItem = Partial<OrderInput['items'][number]>

export default function OrderForm({
  open,
  customers,
  products,
  onSubmit,
  onCancel,
}: OrderFormProps) {
  const [form] = Form.useForm<OrderInput>()
  const [submitting, setSubmitting] = useState(false)
  const items: DraftItem[] | undefined = Form.useWatch('items', form)

  const prices = useMemo(
    () => new Map(products.map((product) => [product.id, Number(product.unit_price)])),
    [products],
  )

  const total = (items ?? []).reduce((sum, item) => {
    if (item?.product_id === undefined) return sum
    return sum + (prices.get(item.product_id) ?? 0) * (item.quantity ?? 0)
  }, 0)

  const handleFinish = async (values: OrderInput) => {
    setSubmitting(true)
    try {
      await onSubmit(values)
      form.resetFields()
    } finally {
      setSubmitting(false)
    }
  }

  return (
    <Modal
      title="New order"
      open={open}
      okText="Create order"
      confirmLoading={submitting}
      onOk={form.submit}
      onCancel={onCancel}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ items: [{ quantity: 1 }] }}
        onFinish={handleFinish}
      >
        <Form.Item name="customer_id" label="Customer" rules={[{ required: true }]}>
          <Select
            placeholder="Select a customer"
            options={customers.map((customer) => ({
              value: customer.id,
              label: customer.name,
            }))}
          />
        </Form.Item>
        <Form.List name="items">
          {(fields, { add, remove }) => (
            <>
              {fields.map((field) => (
                <Space key={field.key} align="baseline">
                  <Form.Item name={[field.name, 'product_id']} rules={[{ required: true }]}>
                    <Select
                      placeholder="Product"
                      style={{ width: 260 }}
                      options={products.map((product) => ({
                        value: product.id,
                        label: `${product.sku} ${product.name}`,
                        disabled: product.stock === 0,
                      }))}
                    />
                  </Form.Item>
                  <Form.Item name={[field.name, 'quantity']} rules={[{ required: true }]}>
                    <InputNumber min={1} precision={0} />
                  </Form.Item>
                  <Button
                    type="text"
                    disabled={fields.length === 1}
                    onClick={() => remove(field.name)}
                  >
                    Remove
                  </Button>
                </Space>
              ))}
              <Button type="dashed" block onClick={() => add({ quantity: 1 })}>
                Add item
              </Button>
            </>
          )}
        </Form.List>
        <Form.Item name="note" label="Note" style={{ marginTop: 16 }}>
          <Input.TextArea rows={2} maxLength={500} />
        </Form.Item>
        <Flex justify="end">
          <Money amount={total} strong />
        </Flex>
      </Form>
    </Modal>
  )
}
