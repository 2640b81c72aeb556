import { eq } from 'drizzle-orm'
import { host } from '@/db/schema'
import type { ChangeDto, ChangeTopic } from '@/server/contracts/change'
import { CHANGE_TOPICS } from '@/server/contracts/change'
import { can, canFor, type Principal, reachOf } from '@/server/core/access/can'
import type { Permission } from '@/server/core/access/permissions'
import type { ChangeHub } from '@/server/events/hub'
import type { Change } from '@/server/events/publish'
import type { ServiceContext } from '@/server/services/context'

const NEEDS: Record<ChangeTopic, Permission> = {
  host: 'host:read',
  finding: 'finding:read',
  token: 'token:read',
  user: 'user:read',
  pool: 'pool:read',
  tenant: 'tenant:read',
  audit: 'audit:read',
}

/** A session may end, or lose its roles, while its stream is open. */
const RECHECK_MS = 60_000

interface WatchChangesArgs {
  ctx: ServiceContext
  hub: ChangeHub
  signal: AbortSignal | undefined
  /** Who it is by now. */
  recheck: () => Promise<Principal>
}

/**
 * What changes, as it changes, to whoever may know it: ids only. Ends when the session does. A reader that does not
 * read holds a bounded mailbox, not the server's memory.
 */
export async function* watchChanges({
  ctx,
  hub,
  signal,
  recheck,
}: WatchChangesArgs): AsyncGenerator<ChangeDto> {
  const { mailbox, drop } = hub.subscribe(signal)
  let { principal } = ctx
  let checkedAt = Date.now()
  const timer = setInterval(() => {
    recheck().then(
      (now) => {
        principal = now
        checkedAt = Date.now()
        if (!can(principal, 'self')) drop()
      },
      () => {
        // The database is away: what cannot be rechecked for three rounds is not trusted any longer.
        if (Date.now() - checkedAt > 3 * RECHECK_MS) drop()
      },
    )
  }, RECHECK_MS)
  try {
    yield { kind: 'ready' }
    for (;;) {
      const delivery = await mailbox.take()
      if (delivery === null) return
      if (delivery.kind === 'resync') yield { kind: 'resync' }
      else if (await mayKnow(ctx, principal, delivery.change)) {
        yield { kind: 'change', topic: delivery.change.topic as ChangeTopic, id: delivery.change.id }
      }
    }
  } finally {
    clearInterval(timer)
    drop()
  }
}

async function mayKnow(ctx: ServiceContext, principal: Principal, { topic, id }: Change): Promise<boolean> {
  if (!isTopic(topic) || !can(principal, NEEDS[topic])) return false
  if (topic !== 'host' || id === null || reachOf(principal, 'host:read').kind === 'all') return true
  const [row] = await ctx.db.select({ poolId: host.poolId }).from(host).where(eq(host.id, id))
  return row !== undefined && canFor(principal, 'host:read', { poolId: row.poolId })
}

function isTopic(topic: string): topic is ChangeTopic {
  return (CHANGE_TOPICS as readonly string[]).includes(topic)
}
