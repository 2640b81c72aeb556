import { ButtonLink } from '@/components/ui/button'
import { StateMessage } from '@/components/ui/state-message'

export default function ConsoleNotFound() {
  return (
    <StateMessage
      tone="neutral"
      title={<h1>There is nothing at this address</h1>}
      actions={<ButtonLink href="/">Go to the overview</ButtonLink>}
    >
      <p>It may have been removed, or it belongs to someone whose things you may not see.</p>
    </StateMessage>
  )
}
