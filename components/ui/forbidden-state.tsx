import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { StateMessage } from '@/components/ui/state-message'

export type ForbiddenStateProps = {
  readonly title?: ReactNode
  /** The permission that is missing, as it is written in the roles. */
  readonly permission?: string
  /** Who can give it. */
  readonly next?: ReactNode
  readonly compact?: boolean
  readonly isPage?: boolean
}

export function ForbiddenState({
  title = 'You may not see this',
  permission,
  next,
  compact,
  isPage,
}: ForbiddenStateProps) {
  return (
    <StateMessage tone="neutral" icon={<Lock aria-hidden />} title={title} compact={compact} isPage={isPage}>
      {permission !== undefined && (
        <p>
          It needs the permission <code className="font-mono text-xs">{permission}</code>.
        </p>
      )}
      <p>{next ?? 'An administrator can give you a role that has it, under Settings, Users.'}</p>
    </StateMessage>
  )
}
