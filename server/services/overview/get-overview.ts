import { and, count, desc, eq, inArray, ne, sql } from 'drizzle-orm'
import { finding, gpu, host, pool } from '@/db/schema'
import type { OverviewDto } from '@/server/contracts/overview'
import { reachOf } from '@/server/core/access/can'
import type { ServiceContext } from '@/server/services/context'
import { findingColumns, hostOfFinding, toFindingDto } from '@/server/services/findings/list-findings'
import { silentSince } from '@/server/services/hosts/freshness'
import { hostsVisibleTo } from '@/server/services/hosts/visible'

const ATTENTION_COUNT = 8
const MODELS_MAX = 50
const POOLS_MAX = 500

/** The state of what the viewer may see, in one consistent look. */
export async function getOverview({ ctx }: { ctx: ServiceContext }): Promise<OverviewDto> {
  return ctx.db.transaction(
    async (tx) => {
      const visible = hostsVisibleTo(ctx.principal)
      const live = and(visible, ne(host.state, 'retired'))
      const limit = silentSince(ctx.now()).toISOString()
      const countIf = (condition: ReturnType<typeof sql>) =>
        sql<number>`(count(*) filter (where ${condition}))::int`
      const enrolled = sql`${host.state} = 'enrolled'`
      const [counts] = await tx
        .select({
          hostCount: countIf(enrolled),
          freshHostCount: countIf(sql`${enrolled} and ${host.lastSeenAt} >= ${limit}::timestamptz`),
          silentHostCount: countIf(sql`${enrolled} and ${host.lastSeenAt} < ${limit}::timestamptz`),
          pendingHostCount: countIf(sql`${host.state} = 'pendingApproval'`),
          unknownGpuHostCount: countIf(sql`${enrolled} and ${host.gpuCount} is null`),
          unassignedHostCount: countIf(sql`${enrolled} and ${host.poolId} is null`),
        })
        .from(host)
        .where(live)
      const present = and(live, enrolled, ne(gpu.state, 'gone'))
      const [gpus] = await tx
        .select({ total: count() })
        .from(gpu)
        .innerJoin(host, eq(host.id, gpu.hostId))
        .where(present)
      const gpusByModel = await tx
        .select({ model: sql<string>`coalesce(${gpu.model}, 'unknown model')`, count: count() })
        .from(gpu)
        .innerJoin(host, eq(host.id, gpu.hostId))
        .where(present)
        .groupBy(gpu.model)
        .orderBy(desc(count()), gpu.model)
        .limit(MODELS_MAX)
      const open = and(eq(finding.state, 'open'), hostsVisibleTo(ctx.principal, 'finding:read'))
      const [findings] = await tx
        .select({ total: count() })
        .from(finding)
        .leftJoin(host, hostOfFinding)
        .where(open)
      const attention = await tx
        .select(findingColumns)
        .from(finding)
        .leftJoin(host, hostOfFinding)
        .where(open)
        .orderBy(
          sql`array_position(array['critical', 'warning', 'info'], ${finding.severity})`,
          desc(finding.firstSeenAt),
        )
        .limit(ATTENTION_COUNT)
      return {
        hostCount: counts?.hostCount ?? 0,
        freshHostCount: counts?.freshHostCount ?? 0,
        silentHostCount: counts?.silentHostCount ?? 0,
        pendingHostCount: counts?.pendingHostCount ?? 0,
        unknownGpuHostCount: counts?.unknownGpuHostCount ?? 0,
        unassignedHostCount: counts?.unassignedHostCount ?? 0,
        gpuCount: gpus?.total ?? 0,
        openFindingCount: findings?.total ?? 0,
        gpusByModel,
        attention: attention.map(toFindingDto),
        pools: await listVisiblePools(tx, ctx),
      }
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  )
}

async function listVisiblePools(
  tx: Parameters<Parameters<ServiceContext['db']['transaction']>[0]>[0],
  ctx: ServiceContext,
) {
  const reach = reachOf(ctx.principal, 'pool:read')
  if (reach.kind === 'some' && reach.poolIds.length === 0) return []
  return tx
    .select({
      id: pool.id,
      slug: pool.slug,
      name: pool.name,
      mode: pool.mode,
      hostCount: sql<number>`count(distinct ${host.id})::int`,
      gpuCount: sql<number>`count(${gpu.id})::int`,
      unknownGpuHostCount: sql<number>`(count(distinct ${host.id}) filter (where ${host.gpuCount} is null))::int`,
    })
    .from(pool)
    .leftJoin(host, and(eq(host.poolId, pool.id), eq(host.state, 'enrolled')))
    .leftJoin(gpu, and(eq(gpu.hostId, host.id), ne(gpu.state, 'gone')))
    .where(reach.kind === 'all' ? undefined : inArray(pool.id, reach.poolIds))
    .groupBy(pool.id)
    .orderBy(pool.slug)
    .limit(POOLS_MAX)
}
