import { and, eq, inArray } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { finding } from '@/db/schema'
import { deriveDeliveryFindings, isDeliveryFinding } from '@/server/core/inventory/findings/finding-host'
import { isEventFinding } from '@/server/core/inventory/findings/finding-identity'
import { isToolId } from '@/server/core/inventory/tools/tool-facts'
import { publishChange } from '@/server/events/publish'
import type { ServiceContext } from '@/server/services/context'
import type { Delivery, HostRow } from './merge-tools'
import { openFindings } from './reconcile-findings'

interface ConfirmFindingsArgs {
  ctx: ServiceContext
  tx: Transaction
  row: HostRow
  delivery: Delivery
  read: ReadonlySet<string>
}

/**
 * A delivery that repeats the one before confirms what was found in it, and ends what its mere coming ends. Returns
 * how many findings stay open.
 */
export async function confirmFindings({
  ctx,
  tx,
  row,
  delivery,
  read,
}: ConfirmFindingsArgs): Promise<number> {
  const now = ctx.now()
  const isCollector = delivery.source === 'collector'
  const drafts = isCollector ? deriveDeliveryFindings(row, delivery, now) : []
  await openFindings({ ctx, tx, hostId: row.id, seen: drafts.map((draft) => ({ draft, seenAt: now })) })
  const open = await tx
    .select({ id: finding.id, code: finding.code, evidence: finding.evidence })
    .from(finding)
    .where(and(eq(finding.hostId, row.id), eq(finding.state, 'open')))
  const over = open.filter(({ code }) => {
    if (code === 'hostSilent' || code === 'hostNeverReported') return isCollector
    return isCollector && isDeliveryFinding(code) && !drafts.some((draft) => draft.code === code)
  })
  const seen = open.filter(({ code, evidence }) => {
    const tools = evidence.map(({ tool }) => tool).filter(isToolId)
    return !isEventFinding(code) && tools.some((tool) => read.has(tool))
  })
  const idsOf = (found: { id: string }[]) => found.map(({ id }) => id)
  if (over.length > 0) {
    await tx
      .update(finding)
      .set({ state: 'resolved', resolvedAt: now })
      .where(inArray(finding.id, idsOf(over)))
  }
  if (seen.length > 0)
    await tx
      .update(finding)
      .set({ lastSeenAt: now })
      .where(inArray(finding.id, idsOf(seen)))
  if (over.length > 0 || drafts.length > 0) await publishChange({ tx, topic: 'finding', id: null })
  return open.length - over.length
}
