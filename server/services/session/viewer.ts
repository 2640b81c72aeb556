import type { ViewerDto } from '@/server/contracts/viewer'
import type { Principal } from '@/server/core/access/can'
import type { Actor } from '@/server/services/context'

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
