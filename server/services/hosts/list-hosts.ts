import { and, count, gt, ilike, inArray, or, type SQL, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { host, pool } from '@/db/schema'
import type { hostPageDto, listHostsInput } from '@/server/contracts/host'
import type { ServiceContext } from '@/server/services/context'
import { cutPage, encodeCursor, openKeyset } from '@/server/services/keyset'
import { matchText } from '@/server/services/match-text'
import { freshnessIs, hostRowColumns, poolOfHost, toHostRow } from './host-row'
import { hostsVisibleTo } from './visible'

type ListHostsInput = z.infer<typeof listHostsInput>

interface ListHostsArgs {
  ctx: ServiceContext
  input: ListHostsInput
}

const SORTS = {
  slug: { value: host.slug, type: 'text' },
  lastSeenAt: { value: host.lastSeenAt, type: 'timestamptz' },
  gpuCount: { value: host.gpuCount, type: 'bigint' },
  openFindingCount: { value: host.openFindingCount, type: 'bigint' },
  enrolledAt: { value: host.enrolledAt, type: 'timestamptz' },
} as const

export async function listHosts({ ctx, input }: ListHostsArgs): Promise<z.infer<typeof hostPageDto>> {
  const { sort, order, cursor, limit } = input
  const keyset = openKeyset({ ...SORTS[sort], id: host.id, idType: 'uuid', order, cursor })
  const where = filterHosts({ ctx, input })
  const rows = await ctx.db
    .select(hostRowColumns)
    .from(host)
    .leftJoin(pool, poolOfHost)
    .where(and(where, keyset.after))
    .orderBy(keyset.orderBy)
    .limit(limit + 1)
  const page = cutPage({
    rows,
    limit,
    toItem: (row) => toHostRow(row, ctx.now()),
    cursorOf: (row) => encodeCursor(row[sort], row.id),
  })
  if (cursor) return page
  const [counted] = await ctx.db.select({ total: count() }).from(host).where(where)
  return { ...page, totalCount: counted?.total ?? null }
}

function filterHosts({ ctx, input }: ListHostsArgs): SQL | undefined {
  const { search, state, freshness, poolId, withFindings } = input
  const like = matchText(search)
  return and(
    hostsVisibleTo(ctx.principal),
    // Retired hosts are history: they show when asked for.
    state ? inArray(host.state, state) : sql`${host.state} <> 'retired'`,
    freshness ? or(...freshness.map((one) => freshnessIs(one, ctx.now()))) : undefined,
    poolId ? inArray(host.poolId, poolId) : undefined,
    withFindings ? gt(host.openFindingCount, 0) : undefined,
    like
      ? or(
          ilike(host.slug, like),
          ilike(host.hostname, like),
          sql`array_to_string(${host.gpuModels}, ' ') ilike ${like}`,
        )
      : undefined,
  )
}
