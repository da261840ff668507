import { useEffect, useState } from 'react'
import { Checkbox, Col, Input, Row, Segmented, notification } from 'antd'
import { loadTickets, sendReply } from '../api/tickets'
import { ReplyBox, TicketList } from '../components'
import { useTicketFilters } from '../hooks/useTicketFilters'
import type { ReplyDraft, Ticket, TicketFilters } from '../types'

const CURRENT_AGENT = 'agent-1'

export function TicketsPage() {
  const [tickets, setTickets] = useState<Ticket[]>([])
  const [selectedId, setSelectedId] = useState<string | null>(null)
  const { filters, dispatch, visible } = useTicketFilters(tickets, CURRENT_AGENT)
  const selected = tickets.find((ticket) => ticket.id === selectedId)

  useEffect(() => {
    loadTickets()
      .then(setTickets)
      .catch((error: Error) => {
        notification.error({ title: 'Could not load tickets', description: error.message })
      })
  }, [])

  const handleSend = async (draft: ReplyDraft) => {
    if (!selected) return
    const event = await sendReply(selected.id, draft)
    setTickets((current) =>
      current.map((ticket) =>
        ticket.id === selected.id
          ? { ...ticket, state: draft.nextState, events: [...ticket.events, event] }
          : ticket,
      ),
    )
  }

  return (
    <Row gutter={24} style={{ padding: 24 }}>
      <Col span={10}>
        <Segmented<TicketFilters['state']>
          value={filters.state}
          options={['all', 'open', 'pending', 'solved']}
          onChange={(state) => dispatch({ type: 'setState', state })}
        />
        <Input
          value={filters.query}
          placeholder="Search subject"
          onChange={(e) => dispatch({ type: 'setQuery', query: e.target.value })}
        />
        <Checkbox checked={filters.onlyMine} onChange={() => dispatch({ type: 'toggleMine' })}>
          Only mine
        </Checkbox>
        <TicketList
          tickets={visible}
          selectedId={selectedId}
          onSelect={(ticket) => setSelectedId(ticket.id)}
        />
      </Col>
      <Col span={14}>{selected && <ReplyBox ticket={selected} onSend={handleSend} />}</Col>
    </Row>
  )
}
