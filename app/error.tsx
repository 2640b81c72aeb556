'use client'

import { ErrorState } from '@/components/ui/error-state'

export default function PageError({
  error,
  reset,
}: {
  readonly error: Error & { digest?: string }
  readonly reset: () => void
}) {
  return (
    <main className="flex min-h-[60dvh] items-center">
      <ErrorState
        isPage
        title="This page could not be drawn"
        kept="Nothing was changed by opening it."
        next="Try again. If it keeps failing, give this code to whoever runs Berth: the server's log has it."
        code={error.digest}
        onRetry={reset}
      />
    </main>
  )
}
