import { useMemo, useReducer } from 'react'
import type { Ticket, TicketFilters, TicketState } from '../types'

export type FilterAction =
  | { type: 'setState'; state: TicketState | 'all' }
  | { type: 'setQuery'; query: string }
  | { type: 'toggleMine' }
  | { type: 'reset' }

const initialFilters: TicketFilters = {
  state: 'all',
  query: '',
  onlyMine: false,
}

function filtersReducer(filters: TicketFilters, action: FilterAction): TicketFilters {
  switch (action.type) {
    case 'setState':
      return { ...filters, state: action.state }
    case 'setQuery':
      return { ...filters, query: action.query }
    case 'toggleMine':
      return { ...filters, onlyMine: !filters.onlyMine }
    case 'reset':
      return initialFilters
  }
}

export function useTicketFilters(tickets: Ticket[], currentAgentId: string) {
  const [filters, dispatch] = useReducer(filtersReducer, initialFilters)

  const visible = useMemo(() => {
    const needle = filters.query.trim().toLowerCase()
    return tickets.filter((ticket) => {
      if (filters.state !== 'all' && ticket.state !== filters.state) return false
      if (filters.onlyMine && ticket.agent?.id !== currentAgentId) return false
      return needle === '' || ticket.subject.toLowerCase().includes(needle)
    })
  }, [tickets, filters, currentAgentId])

  return { filters, dispatch, visible }
}
