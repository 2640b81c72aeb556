import { eq, inArray, type SQL, sql } from 'drizzle-orm'
import type { Queryable, Transaction } from '@/db/client'
import { host } from '@/db/schema'
import { canFor, type Principal, reachOf } from '@/server/core/access/can'
import type { Permission } from '@/server/core/access/permissions'
import { authorise } from '@/server/services/authorise'
import { DomainError } from '@/server/services/domain-error'

/** The WHERE that keeps a list to what its reader may see; undefined means everything. */
export function hostsVisibleTo(principal: Principal, permission: Permission = 'host:read'): SQL | undefined {
  const reach = reachOf(principal, permission)
  if (reach.kind === 'all') return undefined
  return reach.poolIds.length === 0 ? sql`false` : inArray(host.poolId, reach.poolIds)
}

interface LoadHostArgs {
  tx: Queryable
  principal: Principal
  permission: Permission
  where: SQL
}

/**
 * One host, where the viewer may see it at all; what may not be seen does not exist. An API key may hold what it does
 * without `host:read`, such as `host:upload` alone: then what it may do to a host says that it may know of it.
 * @throws DomainError notFound; forbidden when it may be read but not this
 */
export async function loadHost({ tx, principal, permission, where }: LoadHostArgs) {
  const [row] = await tx.select().from(host).where(where)
  return judgeHost(row, principal, permission)
}

/** The same with the row locked, for whoever is about to change it. */
export async function lockHost({ tx, principal, permission, where }: LoadHostArgs & { tx: Transaction }) {
  const [row] = await tx.select().from(host).where(where).for('update')
  return judgeHost(row, principal, permission)
}

function judgeHost(row: typeof host.$inferSelect | undefined, principal: Principal, permission: Permission) {
  const target = { poolId: row?.poolId ?? null }
  const isKnown = canFor(principal, 'host:read', target) || canFor(principal, permission, target)
  if (!row || !isKnown) throw hostNotFound()
  authorise({ ctx: { principal }, permission, target })
  return row
}

export function hostNotFound(): DomainError {
  return new DomainError('notFound', 'hostNotFound', 'There is no such host, or it is not yours to see')
}

export function byHostId(hostId: string): SQL {
  return eq(host.id, hostId)
}

/** @throws DomainError conflict `hostRetired`: what has left the estate takes part in nothing */
export function expectInEstate(row: { slug: string; state: string }): void {
  if (row.state !== 'retired') return
  throw new DomainError('conflict', 'hostRetired', `${row.slug} is retired`, { state: row.state })
}

/** @throws DomainError conflict when somebody else changed the host in between */
export function expectRevision(row: { revision: number }, revision: number): void {
  if (row.revision === revision) return
  throw new DomainError(
    'conflict',
    'hostChanged',
    'Somebody changed this host meanwhile; look again, then decide',
    {
      expected: revision,
      actual: row.revision,
    },
  )
}
