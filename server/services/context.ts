import type { Database } from '@/db/client'
import type { Principal } from '@/server/core/access/can'

/** Who did it, as the audit log writes it. */
export interface Actor {
  kind: 'human' | 'key' | 'agent' | 'system'
  id: string | null
  label: string
}

/** What every service verb is given. Time and ids are handed in, so that verbs can be tested exactly. */
export interface ServiceContext {
  db: Database
  principal: Principal
  actor: Actor
  remoteAddress: string | null
  now(): Date
  newId(): string
}
