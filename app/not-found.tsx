import { connection } from 'next/server'
import { ButtonLink } from '@/components/ui/button'
import { StateMessage } from '@/components/ui/state-message'

export const metadata = { title: 'Not found' }

export default async function NotFound() {
  // The nonce of the content security policy is per request, so no page may be made at build time.
  await connection()
  return (
    <main className="flex min-h-[60dvh] items-center">
      <StateMessage
        tone="neutral"
        isPage
        title="There is nothing at this address"
        actions={<ButtonLink href="/">Go to the overview</ButtonLink>}
      >
        <p>It may have been removed, or it belongs to someone whose things you may not see.</p>
      </StateMessage>
    </main>
  )
}
