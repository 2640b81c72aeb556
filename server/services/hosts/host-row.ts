import { eq, sql } from 'drizzle-orm'
import { host, hostTool, pool } from '@/db/schema'
import type { HostRowDto } from '@/server/contracts/host'
import { isFresh, silentSince } from './freshness'

/** The columns of a host in lists, the same for the table, the host page and the CSV. */
export const hostRowColumns = {
  id: host.id,
  slug: host.slug,
  hostname: host.hostname,
  state: host.state,
  machineKind: host.machineKind,
  pool: { id: pool.id, slug: pool.slug },
  os: host.osName,
  kernel: host.kernelRelease,
  driverVersion: host.driverVersion,
  driverFlavour: host.driverFlavour,
  gpuCount: host.gpuCount,
  gpuModels: host.gpuModels,
  openFindingCount: host.openFindingCount,
  staleToolCount: sql<number>`(select count(*)::int from ${hostTool} ht where ht.host_id = ${host.id} and ht.stale)`,
  lastSeenAt: host.lastSeenAt,
  enrolledAt: host.enrolledAt,
  enrolmentTokenId: host.enrolmentTokenId,
}

export const poolOfHost = eq(pool.id, host.poolId)

type HostRow = Omit<HostRowDto, 'freshness'>

export function toHostRow(row: HostRow, now: Date): HostRowDto {
  return { ...row, freshness: judgeFreshness(row.lastSeenAt, now) }
}

function judgeFreshness(lastSeenAt: Date | null, now: Date): HostRowDto['freshness'] {
  if (lastSeenAt === null) return 'never'
  return isFresh(lastSeenAt, now) ? 'fresh' : 'silent'
}

/** The same judgement as a WHERE. */
export function freshnessIs(freshness: HostRowDto['freshness'], now: Date) {
  const limit = silentSince(now).toISOString()
  if (freshness === 'never') return sql`${host.lastSeenAt} is null`
  return freshness === 'fresh'
    ? sql`${host.lastSeenAt} >= ${limit}::timestamptz`
    : sql`${host.lastSeenAt} < ${limit}::timestamptz`
}
