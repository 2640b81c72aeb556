'use client'

import { RefreshCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { StateMessage } from '@/components/ui/state-message'

export type ErrorStateProps = {
  /** What happened. */
  readonly title: ReactNode
  /** What was kept: "The last facts are still shown", "Nothing was written". */
  readonly kept?: ReactNode
  /** What to do. */
  readonly next?: ReactNode
  /** The code or digest to quote to whoever runs the server. */
  readonly code?: string
  readonly onRetry?: () => void
  readonly actions?: ReactNode
  readonly compact?: boolean
  readonly isPage?: boolean
}

export function ErrorState({ title, kept, next, code, onRetry, actions, compact, isPage }: ErrorStateProps) {
  const retry = onRetry && (
    <Button size="small" icon={<RefreshCw aria-hidden className="size-3.5" />} onClick={onRetry}>
      Try again
    </Button>
  )
  return (
    <StateMessage
      tone="bad"
      role="alert"
      title={title}
      compact={compact}
      isPage={isPage}
      actions={
        (retry || actions) && (
          <>
            {retry}
            {actions}
          </>
        )
      }
    >
      {kept !== undefined && <p>{kept}</p>}
      {next !== undefined && <p>{next}</p>}
      {code !== undefined && (
        <p>
          Code <code className="font-mono text-xs select-all">{code}</code>
        </p>
      )}
    </StateMessage>
  )
}
