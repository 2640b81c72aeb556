import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { finding } from '@/db/schema'
import { deriveFactFindings } from '@/server/core/inventory/findings/finding-derive'
import type { FindingDraft } from '@/server/core/inventory/findings/finding-draft'
import {
  deriveDeliveryFindings,
  deriveHostFindings,
  isDeliveryFinding,
} from '@/server/core/inventory/findings/finding-host'
import { deriveIdentityFindings, isEventFinding } from '@/server/core/inventory/findings/finding-identity'
import { deriveRuntimeFindings } from '@/server/core/inventory/findings/finding-runtime'
import { deriveToolFindings, type ToolProblem } from '@/server/core/inventory/findings/finding-tools'
import type { HostFacts } from '@/server/core/inventory/host-facts'
import type { IdentityStep } from '@/server/core/inventory/identity-join'
import { isToolId } from '@/server/core/inventory/tools/tool-facts'
import { publishChange } from '@/server/events/publish'
import type { ServiceContext } from '@/server/services/context'
import { findNewest } from './find-newest'
import type { ToolState } from './load-tools'
import type { Delivery, HostRow, MergedTools } from './merge-tools'
import { selectRows } from './select-rows'

interface ReconcileFindingsArgs extends Pick<MergedTools, 'told' | 'read'> {
  ctx: ServiceContext
  tx: Transaction
  row: HostRow
  facts: HostFacts
  tools: readonly ToolState[]
  delivery: Delivery
  steps: IdentityStep[]
}

/**
 * Opens what is new, confirms what still holds, resolves what no longer does. What rests on older facts alone stays
 * as it was: it still holds as far as anybody knows, and nobody has seen it again. Returns how many stay open.
 */
export async function reconcileFindings(args: ReconcileFindingsArgs): Promise<number> {
  const { ctx, tx, row, facts, tools, delivery, steps } = args
  const now = ctx.now()
  const problems = tools.flatMap((tool): ToolProblem[] => {
    const { lastStatus: status, lastReason: reason, lastLine: line } = tool
    if (status === 'ok' || status === 'absent') return []
    const exitCode = delivery.parts.find((part) => part.tool === tool.tool)?.exitCode ?? null
    return [{ tool: tool.tool, status, reason, line, exitCode }]
  })
  const drafts = [
    ...deriveFactFindings(row.id, facts),
    ...deriveRuntimeFindings(row.id, facts),
    ...deriveHostFindings(row, facts),
    ...deriveDeliveryFindings(row, delivery, now),
    ...deriveToolFindings(row.id, problems),
    ...deriveIdentityFindings(steps),
  ]
  const before = await tx
    .select(OPEN_COLUMNS)
    .from(finding)
    .where(and(eq(finding.hostId, row.id), eq(finding.state, 'open')))
  const known = new Set(before.map(({ code, subjectKey }) => `${code} ${subjectKey}`))
  const seen = drafts.flatMap((draft): SeenFinding[] => {
    const isSeenNow = wasSeenNow(draft, args)
    if (!isSeenNow && known.has(keyOf(draft))) return []
    const seenAt = isSeenNow ? now : findNewest(tools, listEvidenceTools(draft))
    return [{ draft, seenAt: seenAt ?? now }]
  })
  const opened = await openFindings({ ctx, tx, hostId: row.id, seen })
  const holding = new Set(drafts.map(keyOf))
  const back = new Set(
    steps.flatMap((step) => (step.kind === 'match' && step.seen.uuid ? [step.seen.uuid] : [])),
  )
  const open = [...new Map([...before, ...opened].map((found) => [found.id, found])).values()]
  const over = open.filter((found) => {
    if (found.code === 'hostSilent' || found.code === 'hostNeverReported')
      return delivery.source === 'collector'
    // What a person brings says nothing about the collector's clock and boots.
    if (isDeliveryFinding(found.code) && delivery.source === 'person') return false
    if (found.code === 'gpuGone') return back.has(found.subjectKey)
    return !isEventFinding(found.code) && !holding.has(`${found.code} ${found.subjectKey}`)
  })
  if (over.length > 0) {
    const ids = over.map(({ id }) => id)
    await tx.update(finding).set({ state: 'resolved', resolvedAt: now }).where(inArray(finding.id, ids))
  }
  if (over.length > 0 || drafts.length > 0) await publishChange({ tx, topic: 'finding', id: null })
  return open.length - over.length
}

function keyOf(draft: FindingDraft): string {
  return `${draft.code} ${draft.subject.key}`
}

function listEvidenceTools(draft: FindingDraft): string[] {
  return draft.evidence.flatMap(({ tool, value }) => (value !== null && isToolId(tool) ? [tool] : []))
}

/** A finding about a tool is seen when the tool is told of, any other when a tool it rests on was read. */
function wasSeenNow(draft: FindingDraft, { told, read }: Pick<MergedTools, 'told' | 'read'>): boolean {
  if (draft.subject.kind === 'tool') return told.has(draft.subject.label)
  const tools = listEvidenceTools(draft)
  return tools.length === 0 || tools.some((tool) => read.has(tool))
}

const OPEN_COLUMNS = { id: finding.id, code: finding.code, subjectKey: finding.subjectKey }
type OpenFinding = Pick<typeof finding.$inferSelect, keyof typeof OPEN_COLUMNS>

interface SeenFinding {
  draft: FindingDraft
  /** When what it rests on was observed. */
  seenAt: Date
}

/** The same subject and code again is the same finding, with its numbers brought up to date. */
export async function openFindings({
  ctx,
  tx,
  hostId,
  seen,
}: {
  ctx: ServiceContext
  tx: Transaction
  hostId: string
  seen: readonly SeenFinding[]
}): Promise<OpenFinding[]> {
  // One statement cannot write a row twice: of several about one thing the last one counts.
  const last = new Map(seen.map((one) => [`${one.draft.subject.kind} ${keyOf(one.draft)}`, one]))
  if (last.size === 0) return []
  const rows = [...last.values()].map(({ draft: { subject, ...told }, seenAt }) => ({
    ...told,
    id: ctx.newId(),
    hostId,
    subjectKind: subject.kind,
    subjectKey: subject.key,
    subjectLabel: subject.label,
    state: 'open' as const,
    firstSeenAt: seenAt,
    lastSeenAt: seenAt,
  }))
  return tx
    .insert(finding)
    .select(selectRows(finding, rows))
    .onConflictDoUpdate({
      target: [finding.hostId, finding.subjectKind, finding.subjectKey, finding.code],
      targetWhere: sql`${finding.state} = 'open'`,
      set: {
        subjectLabel: sql`excluded.subject_label`,
        severity: sql`excluded.severity`,
        numbers: sql`excluded.numbers`,
        evidence: sql`excluded.evidence`,
        threshold: sql`excluded.threshold`,
        remedies: sql`excluded.remedies`,
        lastSeenAt: sql`excluded.last_seen_at`,
      },
    })
    .returning(OPEN_COLUMNS)
}

export async function openFinding({
  ctx,
  tx,
  hostId,
  draft,
}: {
  ctx: ServiceContext
  tx: Transaction
  hostId: string
  draft: FindingDraft
}): Promise<void> {
  await openFindings({ ctx, tx, hostId, seen: [{ draft, seenAt: ctx.now() }] })
}
