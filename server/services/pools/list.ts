import { and, asc, count, eq, inArray, ne } from 'drizzle-orm'
import { host, pool } from '@/db/schema'
import type { PoolDto } from '@/server/contracts/pool'
import { reachOf } from '@/server/core/access/can'
import type { ServiceContext } from '@/server/services/context'

const POOLS_MAX = 500

/** The pools that the viewer may see, each with how many hosts are in it, retired ones apart. */
export async function listPools({ ctx }: { ctx: ServiceContext }): Promise<PoolDto[]> {
  const reach = reachOf(ctx.principal, 'pool:read')
  if (reach.kind === 'some' && reach.poolIds.length === 0) return []
  const rows = await ctx.db
    .select({ pool, hostCount: count(host.id) })
    .from(pool)
    .leftJoin(host, and(eq(host.poolId, pool.id), ne(host.state, 'retired')))
    .where(reach.kind === 'all' ? undefined : inArray(pool.id, reach.poolIds))
    .groupBy(pool.id)
    .orderBy(asc(pool.name), asc(pool.id))
    .limit(POOLS_MAX)
  return rows.map((row) => toPoolDto(row.pool, row.hostCount))
}

export function toPoolDto(row: typeof pool.$inferSelect, hostCount: number): PoolDto {
  const { revision: _, ...shown } = row
  return { ...shown, hostCount }
}
