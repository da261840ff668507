export type TicketState = 'open' | 'pending' | 'solved'

export interface Agent {
  id: string
  name: string
}

export type TicketEvent =
  | { kind: 'comment'; id: string; at: string; author: string; body: string }
  | { kind: 'state_change'; id: string; at: string; from: TicketState; to: TicketState }
  | { kind: 'assigned'; id: string; at: string; agent: Agent }

export interface Ticket {
  id: string
  subject: string
  requester: string
  state: TicketState
  agent?: Agent
  events: TicketEvent[]
  createdAt: Date
}

export interface TicketFilters {
  state: TicketState | 'all'
  query: string
  onlyMine: boolean
}

export interface ReplyDraft {
  body: string
  isPublic: boolean
  nextState: TicketState
}
