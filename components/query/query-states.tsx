'use client'

import type { ReactNode } from 'react'
import { isForbidden, readQueryError } from '@/components/query/query-error'
import { ErrorState } from '@/components/ui/error-state'
import { ForbiddenState } from '@/components/ui/forbidden-state'

export type QueryFailureProps = {
  /** What could not be loaded: "The host could not be loaded". */
  readonly title: string
  readonly error: unknown
  readonly onRetry: () => void
  readonly permission?: string
  readonly actions?: ReactNode
  readonly compact?: boolean
}

/** What stands where an answer should: refused, or failed with what happened and a way on. */
export function QueryFailure({ title, error, onRetry, permission, actions, compact }: QueryFailureProps) {
  if (isForbidden(error)) return <ForbiddenState permission={permission} compact={compact} />
  const { message, errorId } = readQueryError(error)
  return (
    <ErrorState
      title={title}
      kept="Nothing was changed."
      next={message}
      code={errorId ?? undefined}
      onRetry={onRetry}
      actions={actions}
      compact={compact}
    />
  )
}
