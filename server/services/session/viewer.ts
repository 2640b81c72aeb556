import type { ViewerDto } from '@/server/contracts/viewer'
import type { Principal } from '@/server/core/access/can'
import type { Actor } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'

/** Who looks: what it may do, how the audit log names it, and for people what the shell draws. */
export interface Viewer {
  principal: Principal
  actor: Actor
  /** Null for nobody and for API keys. */
  account: ViewerDto | null
  sessionId: string | null
}

export const NOBODY: Viewer = {
  principal: { kind: 'anonymous' },
  actor: { kind: 'agent', id: null, label: 'nobody' },
  account: null,
  sessionId: null,
}

/** The person who looks. @throws DomainError `personNeeded` for keys and nobody */
export function requireAccount(viewer: Viewer): ViewerDto {
  if (viewer.account !== null) return viewer.account
  throw new DomainError('forbidden', 'personNeeded', 'This is for a person who is signed in')
}
