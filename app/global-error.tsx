'use client'

import '@/app/globals.css'
import { ErrorState } from '@/components/ui/error-state'

/** Stands in for the root layout when that one fails, so it brings its own document and the system's theme. */
export default function GlobalError({
  error,
  reset,
}: {
  readonly error: Error & { digest?: string }
  readonly reset: () => void
}) {
  return (
    <html lang="en" data-theme="system">
      <body>
        <title>Berth could not start this page</title>
        <main className="flex min-h-dvh items-center">
          <ErrorState
            isPage
            title="Berth could not start this page"
            kept="Nothing was changed."
            next="Try again. If it keeps failing, give this code to whoever runs Berth: the server's log has it."
            code={error.digest}
            onRetry={reset}
          />
        </main>
      </body>
    </html>
  )
}
