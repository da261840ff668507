import { useState } from 'react'
import { Button, Popconfirm, Space, message } from 'antd'
import { updateOrderStatus } from '../api/client'
import type { Order, OrderStatus } from '../api/types'
import { errorMessage } from '../lib/format'

const transitions: Record<OrderStatus, OrderStatus[]> = {
  draft: ['confirmed', 'cancelled'],
  confirmed: ['shipped', 'cancelled'],
  shipped: ['delivered'],
  delivered: [],
  cancelled: [],
}

const labels: Record<OrderStatus, string> = {
  draft: 'Draft',
  confirmed: 'Confirm',
  shipped: 'Mark as shipped',
  delivered: 'Mark as delivered',
  cancelled: 'Cancel order',
}

interface StatusActionsProps {
  order: Order
  onChanged: (order: Order) => void
}

export default function StatusActions({ order, onChanged }: StatusActionsProps) {
  const [saving, setSaving] = useState(false)

  const changeStatus = async (status: OrderStatus) => {
    setSaving(true)
    try {
      onChanged(await updateOrderStatus(order.id, status))
    } catch (error) {
      message.error(errorMessage(error))
    } finally {
      setSaving(false)
    }
  }

  return (
    <Space>
      {transitions[order.status].map((status) =>
        status === 'cancelled' ? (
          <Popconfirm
            key={status}
            title="Cancel this order?"
            onConfirm={() => changeStatus(status)}
          >
            <Button danger loading={saving}>
              {labels[status]}
            </Button>
          </Popconfirm>
        ) : (
          <Button
            key={status}
            type="primary"
            loading={saving}
            onClick={() => changeStatus(status)}
          >
            {labels[status]}
          </Button>
        ),
      )}
    </Space>
  )
}
