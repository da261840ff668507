export { TicketList } from './TicketList'
export { ReplyBox } from './ReplyBox'
export type { ReplyBoxProps } from './ReplyBox'
