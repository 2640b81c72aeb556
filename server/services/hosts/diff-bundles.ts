import { and, eq, inArray } from 'drizzle-orm'
import type { z } from 'zod'
import { bundle, factRevision } from '@/db/schema'
import type { BundleDiffDto, diffBundlesInput } from '@/server/contracts/host'
import { DEFAULT_CHANGE_LIMIT, diffFacts } from '@/server/core/inventory/diff-facts'
import { isReadingPath } from '@/server/core/inventory/host-facts'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'
import { withParts } from './list-bundles'
import { byHostId, loadHost } from './visible'

interface DiffBundlesArgs {
  ctx: ServiceContext
  input: z.infer<typeof diffBundlesInput>
}

/** What changed on a host between any two of its bundles, readings left out. @throws DomainError notFound */
export async function diffBundles({ ctx, input }: DiffBundlesArgs): Promise<BundleDiffDto> {
  const { hostId, beforeId, afterId } = input
  await loadHost({ tx: ctx.db, principal: ctx.principal, permission: 'host:read', where: byHostId(hostId) })
  const rows = await ctx.db
    .select({ bundle, facts: factRevision.facts })
    .from(bundle)
    .innerJoin(factRevision, eq(factRevision.id, bundle.revisionId))
    .where(and(eq(bundle.hostId, hostId), inArray(bundle.id, [beforeId, afterId])))
  const before = rows.find((row) => row.bundle.id === beforeId)
  const after = rows.find((row) => row.bundle.id === afterId)
  if (!before || !after) {
    throw new DomainError(
      'notFound',
      'bundleNotFound',
      'One of these bundles is not there; it may have been pruned',
    )
  }
  const changes = diffFacts(before.facts, after.facts, { skip: isReadingPath })
  const [beforeDto, afterDto] = await withParts(ctx.db, [before.bundle, after.bundle])
  if (!beforeDto || !afterDto) throw new Error('withParts keeps the number of its rows')
  return { before: beforeDto, after: afterDto, changes, truncated: changes.length >= DEFAULT_CHANGE_LIMIT }
}
