import { Card, List } from 'antd'
import type { Invoice } from '../api/types'

interface Props {
  invoices: Invoice[]
  onSelect: (invoice: any) => void
}

export const InvoiceList = ({ invoices, onSelect }: Props) => {
  const first = invoices[0]!
  return (
    <Card title="Invoices">
      <List
        dataSource={invoices}
        renderItem={(invoice) => (
          <List.Item onClick={() => onSelect(invoice)}>
            {invoice.number}
          </List.Item>
        }
      />
      <p>{first.number}</p>
    </Card>
  )
}
