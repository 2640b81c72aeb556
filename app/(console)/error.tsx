'use client'

import { ErrorState } from '@/components/ui/error-state'

export default function ConsoleError({
  error,
  reset,
}: {
  readonly error: Error & { digest?: string }
  readonly reset: () => void
}) {
  return (
    <ErrorState
      title={<h1>This page could not be drawn</h1>}
      kept="Nothing was changed by opening it; the other areas still work."
      next="Try again. If it keeps failing, give this code to whoever runs Berth: the server's log has it."
      code={error.digest}
      onRetry={reset}
    />
  )
}
