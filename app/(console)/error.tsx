'use client'

import { ErrorState } from '@/components/ui/error-state'
import { PageHeader } from '@/components/ui/page-header'

export default function ConsoleError({
  error,
  reset,
}: {
  readonly error: Error & { digest?: string }
  readonly reset: () => void
}) {
  return (
    <>
      <PageHeader title="This page could not be drawn" />
      <ErrorState
        title="Something in it failed"
        kept="Nothing was changed by opening it; the other areas still work."
        next="Try again. If it keeps failing, give this code to whoever runs Berth: the server's log has it."
        code={error.digest}
        onRetry={reset}
      />
    </>
  )
}
