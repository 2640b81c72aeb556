import { Inbox } from 'lucide-react'
import type { ReactNode } from 'react'
import { StateMessage } from '@/components/ui/state-message'

export type EmptyStateProps = {
  /** What there is none of. */
  readonly title: ReactNode
  /** What to do next, in one sentence. */
  readonly next: ReactNode
  readonly actions?: ReactNode
  readonly compact?: boolean
}

export function EmptyState({ title, next, actions, compact }: EmptyStateProps) {
  return (
    <StateMessage
      tone="neutral"
      icon={<Inbox aria-hidden />}
      title={title}
      actions={actions}
      compact={compact}
    >
      <p>{next}</p>
    </StateMessage>
  )
}
