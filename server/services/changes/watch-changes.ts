import { eq } from 'drizzle-orm'
import { finding, host } from '@/db/schema'
import type { ChangeDto, ChangeTopic } from '@/server/contracts/change'
import { CHANGE_TOPICS } from '@/server/contracts/change'
import { can, canFor, type Principal, reachOf, type Target } from '@/server/core/access/can'
import type { Permission } from '@/server/core/access/permissions'
import type { ChangeHub } from '@/server/events/hub'
import type { Change } from '@/server/events/publish'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'

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
/** One stream per tab that is looked at; more than this is no person. */
export const STREAMS_PER_PERSON = 20
/** Each costs a socket, a timer and a bounded mailbox. */
export const STREAMS_PER_PROCESS = 2_000

interface WatchChangesArgs {
  ctx: ServiceContext
  hub: ChangeHub
  signal: AbortSignal | undefined
  /** Who it is by now. */
  recheck: () => Promise<Principal>
}

/**
 * What changes, as it changes, to whoever may know it: ids only. Ends when the session does. A reader that does not
 * read holds a bounded mailbox, not the server's memory. Refused at once, before anything is streamed, where there
 * are too many streams already. @throws DomainError `tooManyStreams`
 */
export function watchChanges(args: WatchChangesArgs): AsyncGenerator<ChangeDto, void> {
  refuseTooMany(args.hub, ownerOf(args.ctx.principal))
  return streamChanges(args)
}

async function* streamChanges({
  ctx,
  hub,
  signal,
  recheck,
}: WatchChangesArgs): AsyncGenerator<ChangeDto, void> {
  const owner = ownerOf(ctx.principal)
  // Again, because a stream counts from here on, and others may have begun since it was asked for.
  refuseTooMany(hub, owner)
  const { mailbox, drop } = hub.subscribe({ owner, signal })
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
      if (delivery.kind !== 'change') yield { kind: delivery.kind }
      else yield* tell(ctx, principal, delivery.change)
    }
  } finally {
    clearInterval(timer)
    drop()
  }
}

function ownerOf(principal: Principal): string {
  return principal.kind === 'anonymous' ? 'nobody' : principal.id
}

function refuseTooMany(hub: ChangeHub, owner: string): void {
  if (hub.countOf(owner) >= STREAMS_PER_PERSON) {
    const message = 'Too many windows of Berth are open at once; close some'
    throw new DomainError('tooManyRequests', 'tooManyStreams', message, { most: STREAMS_PER_PERSON })
  }
  if (hub.subscriberCount >= STREAMS_PER_PROCESS) {
    const message = 'This server follows as many windows as it can; try again shortly'
    throw new DomainError('unavailable', 'tooManyStreams', message, { most: STREAMS_PER_PROCESS })
  }
}

/** The change, where this reader may know it. */
async function* tell(ctx: ServiceContext, principal: Principal, change: Change): AsyncGenerator<ChangeDto> {
  const { topic, id } = change
  if (!isTopic(topic) || !(await mayKnow(ctx, principal, topic, id))) return
  yield { kind: 'change', topic, id }
  // "Some findings changed" is told only to who may know of all; the others learn it with the host it happened to.
  if (topic === 'host' && !reachesAll(principal, 'finding') && can(principal, NEEDS.finding)) {
    yield { kind: 'change', topic: 'finding', id: null }
  }
}

async function mayKnow(
  ctx: ServiceContext,
  principal: Principal,
  topic: ChangeTopic,
  id: string | null,
): Promise<boolean> {
  if (!can(principal, NEEDS[topic])) return false
  if (reachesAll(principal, topic)) return true
  const target = id === null ? null : await locate(ctx, topic, id)
  return target !== null && canFor(principal, NEEDS[topic], target)
}

function reachesAll(principal: Principal, topic: ChangeTopic): boolean {
  return reachOf(principal, NEEDS[topic]).kind === 'all'
}

/** Where a thing lies; null for what lies in no pool and no tenant: people, tokens, the log, what is not there. */
async function locate(ctx: ServiceContext, topic: ChangeTopic, id: string): Promise<Target | null> {
  if (topic === 'pool') return { poolId: id }
  if (topic === 'tenant') return { tenantId: id }
  if (topic === 'host') {
    const [row] = await ctx.db.select({ poolId: host.poolId }).from(host).where(eq(host.id, id))
    return row ?? null
  }
  if (topic !== 'finding') return null
  const [row] = await ctx.db
    .select({ poolId: host.poolId })
    .from(finding)
    .innerJoin(host, eq(host.id, finding.hostId))
    .where(eq(finding.id, id))
  return row ?? null
}

function isTopic(topic: string): topic is ChangeTopic {
  return (CHANGE_TOPICS as readonly string[]).includes(topic)
}
