import { useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { Button, Flex, Input, Select, Switch } from 'antd'
import type { ReplyDraft, Ticket, TicketState } from '../types'

export interface ReplyBoxProps {
  ticket: Ticket
  disabled?: boolean
  onSend: (draft: ReplyDraft) => Promise<void>
}

const emptyDraft: ReplyDraft = { body: '', isPublic: true, nextState: 'pending' }

export function ReplyBox({ ticket, disabled = false, onSend }: ReplyBoxProps) {
  const [draft, setDraft] = useState<ReplyDraft>(emptyDraft)
  const [sending, setSending] = useState(false)
  const boxRef = useRef<HTMLDivElement>(null)

  const send = async () => {
    if (draft.body.trim() === '') return
    setSending(true)
    try {
      await onSend(draft)
      setDraft(emptyDraft)
      boxRef.current?.scrollIntoView({ behavior: 'smooth' })
    } finally {
      setSending(false)
    }
  }

  const handleKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Enter' && event.ctrlKey) {
      void send()
    }
  }

  return (
    <div ref={boxRef}>
      <Input.TextArea
        rows={4}
        value={draft.body}
        disabled={disabled}
        placeholder={`Reply to ${ticket.requester}`}
        onChange={(e) => setDraft({ ...draft, body: e.target.value })}
        onKeyDown={handleKeyDown}
      />
      <Flex gap={8} align="center">
        <Switch
          checked={draft.isPublic}
          onChange={(checked) => setDraft({ ...draft, isPublic: checked })}
          checkedChildren="Public"
          unCheckedChildren="Internal"
        />
        <Select<TicketState>
          value={draft.nextState}
          onChange={(nextState) => setDraft({ ...draft, nextState })}
          options={[
            { value: 'open', label: 'Keep open' },
            { value: 'pending', label: 'Set to pending' },
            { value: 'solved', label: 'Solve' },
          ]}
        />
        <Button type="primary" loading={sending} onClick={send}>
          Send
        </Button>
      </Flex>
    </div>
  )
}
