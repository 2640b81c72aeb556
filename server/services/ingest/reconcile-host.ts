import { createHash } from 'node:crypto'
import { and, desc, eq } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { bundle, bundlePart, factRevision, host, hostTool, rawOutput } from '@/db/schema'
import { composeHost } from '@/server/core/inventory/compose-host'
import { diffFacts } from '@/server/core/inventory/diff-facts'
import { type HostFacts, isReadingPath } from '@/server/core/inventory/host-facts'
import { isToolId, type ToolId, type ToolParts } from '@/server/core/inventory/tool-facts'
import { withoutReadings } from '@/server/core/inventory/without-readings'
import { publishChange } from '@/server/events/publish'
import type { ServiceContext } from '@/server/services/context'
import { isFresh } from '@/server/services/hosts/freshness'
import type { ReadPart } from './read-parts'
import { reconcileFindings } from './reconcile-findings'
import { reconcileGpus } from './reconcile-gpus'

export type HostRow = typeof host.$inferSelect
type HostToolRow = typeof hostTool.$inferSelect

export interface Delivery {
  deliveryId: string
  source: 'collector' | 'person'
  bootId: string | null
  sequence: number | null
  hostClockAt: Date | null
  collectorVersion: string | null
  sizeBytes: number
  parts: ReadPart[]
}

interface ReconcileHostArgs {
  ctx: ServiceContext
  tx: Transaction
  /** Locked by the caller. */
  row: HostRow
  delivery: Delivery
}

export interface Reconciled {
  bundleId: string
  changedFactCount: number
}

/**
 * Takes one delivery into a host, whole or not at all: raw outputs, each tool's newest facts, the composed facts
 * and their history, GPU identities, findings. A part that could not be read leaves the facts before it in place,
 * marked stale.
 */
export async function reconcileHost({ ctx, tx, row, delivery }: ReconcileHostArgs): Promise<Reconciled> {
  const now = ctx.now()
  const before = await tx.select().from(hostTool).where(eq(hostTool.hostId, row.id))
  const tools = mergeTools(before, delivery, row.id, now)
  const facts = composeHost(readToolParts(tools))
  const isFirst = row.facts === null
  const changes = isFirst ? [] : diffFacts(row.facts, facts, { skip: isReadingPath })
  const revisionId = await keepRevision({ ctx, tx, hostId: row.id, facts, now })
  const bundleId = await keepBundle({
    ctx,
    tx,
    row,
    delivery,
    revisionId,
    changedFactCount: changes.length,
    now,
  })
  for (const tool of tools) {
    const lastBundleId = delivery.parts.some((part) => part.tool === tool.tool) ? bundleId : tool.lastBundleId
    const values = { ...tool, lastBundleId }
    await tx
      .insert(hostTool)
      .values(values)
      .onConflictDoUpdate({ target: [hostTool.hostId, hostTool.tool], set: values })
  }
  const steps = await reconcileGpus({ ctx, tx, hostId: row.id, facts })
  const openFindingCount = await reconcileFindings({ ctx, tx, row, facts, tools, delivery, steps })
  await tx
    .update(host)
    .set({
      facts,
      machineKind: facts.machineKind,
      hostname: facts.system.hostname ?? row.hostname,
      bootId: delivery.bootId ?? row.bootId,
      sequence: delivery.sequence ?? row.sequence,
      lastSeenAt: delivery.source === 'collector' ? now : row.lastSeenAt,
      gpuCount: facts.gpus?.length ?? null,
      gpuModels: listModels(facts),
      openFindingCount,
    })
    .where(eq(host.id, row.id))
  await publishChange({ tx, topic: 'host', id: row.id })
  return { bundleId, changedFactCount: changes.length }
}

/** What each tool stands for once this delivery is in. Absence takes its facts away; failure leaves them, stale. */
function mergeTools(before: HostToolRow[], delivery: Delivery, hostId: string, now: Date): HostToolRow[] {
  const tools = new Map(before.map((tool) => [tool.tool, tool]))
  for (const part of delivery.parts) {
    if (!isToolId(part.tool)) continue
    const old = tools.get(part.tool)
    if (isOutranked(old, delivery.source, now)) {
      part.reason = 'kept, not taken: the collector of this host spoke of it a moment ago'
      continue
    }
    const said = {
      hostId,
      tool: part.tool,
      source: delivery.source,
      lastStatus: part.status,
      lastReason: part.reason,
      lastLine: part.line,
      lastBundleId: old?.lastBundleId ?? null,
    }
    if (part.status === 'ok')
      tools.set(part.tool, { ...said, facts: part.facts, observedAt: now, stale: false })
    else if (part.status === 'absent')
      tools.set(part.tool, { ...said, facts: null, observedAt: now, stale: false })
    else {
      const kept = old?.facts ?? null
      const source = kept === null ? delivery.source : (old?.source ?? delivery.source)
      tools.set(part.tool, {
        ...said,
        source,
        facts: kept,
        observedAt: old?.observedAt ?? null,
        stale: kept !== null,
      })
    }
  }
  return [...tools.values()]
}

/** A person's upload fills gaps; it does not replace what the host's own collector has just said. */
function isOutranked(old: HostToolRow | undefined, source: Delivery['source'], now: Date): boolean {
  return (
    source === 'person' &&
    old?.source === 'collector' &&
    old.facts !== null &&
    !old.stale &&
    isFresh(old.observedAt, now)
  )
}

function readToolParts(tools: HostToolRow[]): ToolParts {
  const parts: Partial<Record<ToolId, unknown>> = {}
  for (const { tool, facts } of tools) if (facts !== null) parts[tool] = facts
  return parts as ToolParts
}

function listModels(facts: HostFacts): string[] {
  const names = facts.gpus?.map((gpu) => gpu.productName).filter((name) => name !== null) ?? []
  return [...new Set(names)].toSorted()
}

async function keepRevision({
  ctx,
  tx,
  hostId,
  facts,
  now,
}: {
  ctx: ServiceContext
  tx: Transaction
  hostId: string
  facts: HostFacts
  now: Date
}): Promise<string> {
  const sha256 = createHash('sha256')
    .update(JSON.stringify(withoutReadings(facts)))
    .digest('hex')
  const [latest] = await tx
    .select({ id: factRevision.id, sha256: factRevision.sha256 })
    .from(factRevision)
    .where(eq(factRevision.hostId, hostId))
    .orderBy(desc(factRevision.firstSeenAt), desc(factRevision.id))
    .limit(1)
  if (latest?.sha256 === sha256) {
    await tx.update(factRevision).set({ lastSeenAt: now }).where(eq(factRevision.id, latest.id))
    return latest.id
  }
  const id = ctx.newId()
  await tx.insert(factRevision).values({ id, hostId, facts, sha256, firstSeenAt: now, lastSeenAt: now })
  return id
}

async function keepBundle({
  ctx,
  tx,
  row,
  delivery,
  revisionId,
  changedFactCount,
  now,
}: ReconcileHostArgs & { revisionId: string; changedFactCount: number; now: Date }): Promise<string> {
  const id = ctx.newId()
  const { parts, ...rest } = delivery
  await tx.insert(bundle).values({
    ...rest,
    id,
    hostId: row.id,
    actorLabel: ctx.actor.label,
    receivedAt: now,
    revisionId,
    changedFactCount,
  })
  // In one order for every host, since many hosts share an output (the same /etc/os-release) and must not deadlock.
  const outputs = parts
    .flatMap(({ raw }) => (raw ? [raw] : []))
    .toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1))
  for (const raw of outputs) {
    // What is said again is young again, so that retention cannot take it from under this bundle.
    await tx
      .insert(rawOutput)
      .values({ ...raw, createdAt: now })
      .onConflictDoUpdate({ target: rawOutput.sha256, set: { createdAt: now } })
  }
  for (const { raw, facts: _, ...part } of parts) {
    await tx.insert(bundlePart).values({ ...part, bundleId: id, rawSha256: raw?.sha256 ?? null })
  }
  return id
}

/** Was this very delivery taken in before? Then sending it again changes nothing. */
export async function isDelivered(tx: Transaction, hostId: string, deliveryId: string): Promise<boolean> {
  const [seen] = await tx
    .select({ id: bundle.id })
    .from(bundle)
    .where(and(eq(bundle.hostId, hostId), eq(bundle.deliveryId, deliveryId)))
  return seen !== undefined
}
