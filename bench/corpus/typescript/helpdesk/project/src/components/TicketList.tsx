import { Badge, Card, Empty, Space, Tabs, Typography } from 'antd'
import dayjs from 'dayjs'
import type { Ticket, TicketEvent, TicketState } from '../types'

const stateBadge: Record<TicketState, 'error' | 'warning' | 'success'> = {
  open: 'error',
  pending: 'warning',
  solved: 'success',
}

function describeEvent(event: TicketEvent): string {
  switch (event.kind) {
    case 'comment':
      return `${event.author}: ${event.body}`
    case 'state_change':
      return `${event.from} -> ${event.to}`
    case 'assigned':
      return `assigned to ${event.agent.name}`
  }
}

interface TicketListProps {
  tickets: Ticket[]
  selectedId: string | null
  onSelect: (ticket: Ticket) => void
}

export function TicketList({ tickets, selectedId, onSelect }: TicketListProps) {
  if (tickets.length === 0) {
    return <Empty />
  }

  return (
    <Space orientation="vertical" style={{ width: '100%' }}>
      {tickets.map((ticket) => (
        <Card
          key={ticket.id}
          size="small"
          hoverable
          onClick={() => onSelect(ticket)}
          className={ticket.id === selectedId ? 'ticket ticket-selected' : 'ticket'}
        >
          <Badge status={stateBadge[ticket.state]} text={ticket.subject} />
          <Typography.Paragraph type="secondary">
            {ticket.requester}, {dayjs(ticket.createdAt).format('DD.MM.YYYY')}
          </Typography.Paragraph>
          {ticket.id === selectedId && (
            <Tabs
              size="small"
              items={[
                {
                  key: 'events',
                  label: `Events (${ticket.events.length})`,
                  children: (
                    <ul>
                      {ticket.events.map((event) => (
                        <li key={event.id}>{describeEvent(event)}</li>
                      ))}
                    </ul>
                  ),
                },
                { key: 'agent', label: 'Agent', children: ticket.agent?.name ?? 'nobody' },
              ]}
            />
          )}
        </Card>
      ))}
    </Space>
  )
}
