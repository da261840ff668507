import type { ReplyDraft, Ticket, TicketEvent } from '../types'

type RawTicket = Omit<Ticket, 'createdAt'> & { createdAt: string }

async function request<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(`/api${path}`, {
    ...init,
    headers: { 'Content-Type': 'application/json', ...init?.headers },
  })
  if (!response.ok) {
    throw new Error(`${response.status} ${response.statusText}`)
  }
  return (await response.json()) as T
}

function fromRaw(raw: RawTicket): Ticket {
  return { ...raw, createdAt: new Date(raw.createdAt) }
}

export async function loadTickets(): Promise<Ticket[]> {
  const rows = await request<RawTicket[]>('/tickets')
  return rows.map(fromRaw)
}

export function sendReply(ticketId: string, draft: ReplyDraft): Promise<TicketEvent> {
  return request<TicketEvent>(`/tickets/${ticketId}/replies`, {
    method: 'POST',
    body: JSON.stringify(draft),
  })
}
