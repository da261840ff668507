import { useCallback, useState } from 'react'
import { Alert, Button, Input, Popconfirm, Space, Table, message } from 'antd'
import type { TableColumnsType } from 'antd'
import { createCustomer, deleteCustomer, listCustomers, updateCustomer } from '../api/client'
import type { Customer, CustomerInput } from '../api/types'
import CustomerForm from '../components/CustomerForm'
import { PageHeader } from '../components/PageHeader'
import { useFetch } from '../hooks/useFetch'
import { errorMessage, formatDate } from '../lib/format'

export default function Customers() {
  const [search, setSearch] = useState('')
  const [formOpen, setFormOpen] = useState(false)
  const [editing, setEditing] = useState<Customer | null>(null)

  const customers = useFetch(useCallback(() => listCustomers(search), [search]))

  const openForm = (customer: Customer | null) => {
    setEditing(customer)
    setFormOpen(true)
  }

  const handleSubmit = async (input: CustomerInput) => {
    try {
      if (editing) {
        await updateCustomer(input)
      } else {
        await createCustomer(input)
      }
      setFormOpen(false)
      message.success('Customer saved')
      await customers.reload()
    } catch (error) {
      message.error(errorMessage(error))
    }
  }

  const handleDelete = async (customer: Customer) => {
    try {
      await deleteCustomer(customer.id)
      message.success(`${customer.name} deleted`)
      await customers.reload()
    } catch (error) {
      message.error(errorMessage(error))
    }
  }

  const columns: TableColumnsType<Customer> = [
    { title: 'Name', dataIndex: 'name' },
    { title: 'E-mail', dataIndex: 'email' },
    { title: 'Phone', key: 'phone', render: (_, customer) => customer.phone ?? '-' },
    { title: 'City', key: 'city', render: (_, customer) => customer.city ?? '-' },
    {
      title: 'Since',
      key: 'created_at',
      render: (_, customer) => formatDate(customer.created_at),
    },
    {
      key: 'actions',
      render: (_, customer) => (
        <Space>
          <Button size="small" onClick={() => openForm(customer)}>
            Edit
          </Button>
          <Popconfirm title="Delete this customer?" onConfirm={() => handleDelete(customer)}>
            <Button size="small" danger>
              Delete
            </Button>
          </Popconfirm>
        </Space>
      ),
    },
  ]

  return (
    <>
      <PageHeader
        title={`Customers (${customers.data?.length ?? 0})`}
        extra={
          <Space>
            <Input.Search allowClear placeholder="Search by name" onSearch={setSearch} />
            <Button type="primary" onClick={() => openForm(null)}>
              New customer
            </Button>
          </Space>
        }
      />
      {customers.error && <Alert type="error" title={customers.error} />}
      <Table<Customer>
        rowKey="id"
        columns={columns}
        dataSource={customers.data}
        loading={customers.loading}
      />
      <CustomerForm
        open={formOpen}
        customer={editing}
        onSubmit={handleSubmit}
      />
    </>
  )
}
