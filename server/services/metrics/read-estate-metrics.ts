import { eq, sql } from 'drizzle-orm'
import { Gauge, Registry } from 'prom-client'
import { finding, host, workerEpoch } from '@/db/schema'
import { authorise } from '@/server/services/authorise'
import type { ServiceContext } from '@/server/services/context'
import { silentSince } from '@/server/services/hosts/freshness'

/**
 * The estate in numbers, read when asked for: all of it, so a role over a part of it is not enough. A host never
 * heard of is counted as such, not as silent. @throws DomainError forbidden
 */
export async function readEstateMetrics({ ctx }: { ctx: ServiceContext }): Promise<Registry> {
  authorise({ ctx, permission: 'estate:read' })
  const registry = new Registry()
  const registers = [registry]
  const hosts = new Gauge({
    name: 'berth_hosts',
    help: 'Hosts by state and freshness.',
    labelNames: ['state', 'freshness'],
    registers,
  })
  const limit = silentSince(ctx.now()).toISOString()
  const freshness = sql<string>`case when ${host.lastSeenAt} is null then 'never' when ${host.lastSeenAt} >= ${limit}::timestamptz then 'fresh' else 'silent' end`
  const counted = await ctx.db
    .select({ state: host.state, freshness, total: sql<number>`count(*)::int` })
    .from(host)
    .groupBy(sql`1, 2`)
  for (const row of counted) hosts.set({ state: row.state, freshness: row.freshness }, row.total)
  const findings = new Gauge({
    name: 'berth_findings_open',
    help: 'Open findings by severity.',
    labelNames: ['severity'],
    registers,
  })
  const open = await ctx.db
    .select({ severity: finding.severity, total: sql<number>`count(*)::int` })
    .from(finding)
    .where(eq(finding.state, 'open'))
    .groupBy(finding.severity)
  for (const row of open) findings.set({ severity: row.severity }, row.total)
  const [worker] = await ctx.db.select().from(workerEpoch)
  if (worker?.lastCycleAt) {
    const cycle = new Gauge({
      name: 'berth_worker_last_cycle_timestamp_seconds',
      help: 'When the leading worker last finished a cycle.',
      registers,
    })
    cycle.set(worker.lastCycleAt.getTime() / 1000)
  }
  return registry
}
