import { eq } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { host } from '@/db/schema'
import { publishChange } from '@/server/events/publish'
import type { ServiceContext } from '@/server/services/context'
import { confirmFindings } from './confirm-findings'
import { describeDelivery, type Reconciled } from './describe-delivery'
import { keepBundle, keepParts } from './keep-bundle'
import { extendRevision } from './keep-revision'
import type { Delivery, HostRow, MergedTools } from './merge-tools'
import { confirmAllocations } from './reconcile-allocations'
import { confirmGpus } from './reconcile-gpus'
import { writeTools } from './write-tools'

interface ConfirmHostArgs {
  ctx: ServiceContext
  tx: Transaction
  row: HostRow
  delivery: Delivery
  merged: MergedTools
  revisionId: string
}

/** Every tool said to the letter what it said before: nothing is read or composed anew, only seen again. */
export async function confirmHost({
  ctx,
  tx,
  row,
  delivery,
  merged,
  revisionId,
}: ConfirmHostArgs): Promise<Reconciled> {
  const now = ctx.now()
  await extendRevision({ ctx, tx, id: revisionId })
  const bundleId = await keepBundle({ ctx, tx, row, delivery, revisionId, changedFactCount: 0 })
  await writeTools({ tx, hostId: row.id, bundleId, merged, now })
  const { read } = merged
  await confirmGpus({ ctx, tx, hostId: row.id, read })
  await confirmAllocations({ ctx, tx, hostId: row.id, read })
  const openFindingCount = await confirmFindings({ ctx, tx, row, delivery, read })
  await tx
    .update(host)
    .set({ ...describeDelivery(row, delivery, now), openFindingCount })
    .where(eq(host.id, row.id))
  await publishChange({ tx, topic: 'host', id: row.id })
  await keepParts({ ctx, tx, bundleId, parts: merged.parts })
  return { bundleId, changedFactCount: 0, isFirst: false, parts: merged.parts }
}
