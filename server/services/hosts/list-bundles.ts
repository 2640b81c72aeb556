import { and, eq, inArray, ne } from 'drizzle-orm'
import type { z } from 'zod'
import type { Queryable } from '@/db/client'
import { bundle, bundlePart } from '@/db/schema'
import type { BundleDto, bundlePageDto, listBundlesInput } from '@/server/contracts/host'
import type { ServiceContext } from '@/server/services/context'
import { cutPage, encodeCursor, openKeyset } from '@/server/services/keyset'
import { byHostId, loadHost } from './visible'

interface ListBundlesArgs {
  ctx: ServiceContext
  input: z.infer<typeof listBundlesInput>
}

/**
 * What a host delivered, newest first. Pulses are left out: they say nothing of what a host is, and only the newest
 * is kept, so it would always lead a history that it is no part of.
 * @throws DomainError notFound
 */
export async function listBundles({ ctx, input }: ListBundlesArgs): Promise<z.infer<typeof bundlePageDto>> {
  const { hostId, cursor, limit } = input
  await loadHost({ tx: ctx.db, principal: ctx.principal, permission: 'host:read', where: byHostId(hostId) })
  const value = bundle.receivedAt
  const keyset = openKeyset({
    value,
    type: 'timestamptz',
    id: bundle.id,
    idType: 'uuid',
    order: 'desc',
    cursor,
  })
  const rows = await ctx.db
    .select()
    .from(bundle)
    .where(and(eq(bundle.hostId, hostId), ne(bundle.kind, 'pulse'), keyset.after))
    .orderBy(keyset.orderBy)
    .limit(limit + 1)
  const page = cutPage({
    rows,
    limit,
    toItem: (row) => row,
    cursorOf: (row) => encodeCursor(row.receivedAt, row.id),
  })
  return { ...page, items: await withParts(ctx.db, page.items) }
}

export async function withParts(tx: Queryable, rows: (typeof bundle.$inferSelect)[]): Promise<BundleDto[]> {
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.id)
  const parts = await tx
    .select()
    .from(bundlePart)
    .where(inArray(bundlePart.bundleId, ids))
    .orderBy(bundlePart.bundleId, bundlePart.tool)
  return rows.map((row) => ({ ...row, parts: parts.filter((part) => part.bundleId === row.id) }))
}
