import { and, eq } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { bundle, host, hostTool } from '@/db/schema'
import { composeHost } from '@/server/core/inventory/compose/compose-host'
import { diffFacts } from '@/server/core/inventory/diff-facts'
import { type HostFacts, isReadingPath } from '@/server/core/inventory/host-facts'
import { publishChange } from '@/server/events/publish'
import type { ServiceContext } from '@/server/services/context'
import { keepBundle, keepParts } from './keep-bundle'
import { keepKernelEvents } from './keep-kernel-events'
import { keepRevision } from './keep-revision'
import { type Delivery, type HostRow, mergeTools, readToolParts } from './merge-tools'
import type { ReadPart } from './read-parts'
import { reconcileAllocations } from './reconcile-allocations'
import { reconcileFindings } from './reconcile-findings'
import { reconcileGpus } from './reconcile-gpus'
import { writeTools } from './write-tools'

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
  /** The parts of the delivery, those marked that were not taken. */
  parts: ReadPart[]
}

/**
 * Takes one delivery into a host, whole or not at all: raw outputs, each tool's newest facts, the composed facts
 * and their history, GPU identities, findings. A part that could not be read leaves the facts before it in place,
 * marked stale.
 */
export async function reconcileHost({ ctx, tx, row, delivery }: ReconcileHostArgs): Promise<Reconciled> {
  const now = ctx.now()
  const before = await tx.select().from(hostTool).where(eq(hostTool.hostId, row.id))
  const { tools, parts, told, read } = mergeTools(before, delivery, row.id, now)
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
  })
  await writeTools(
    tx,
    tools.map((tool) => (told.has(tool.tool) ? { ...tool, lastBundleId: bundleId } : tool)),
  )
  const steps = await reconcileGpus({ ctx, tx, hostId: row.id, facts, tools, read })
  await reconcileAllocations({ ctx, tx, hostId: row.id, facts, read })
  const log = readToolParts(tools)['kernel-log']
  if (log && read.has('kernel-log')) await keepKernelEvents({ ctx, tx, hostId: row.id, log })
  const openFindingCount = await reconcileFindings({
    ctx,
    tx,
    row,
    facts,
    tools,
    told,
    read,
    delivery,
    steps,
  })
  await tx
    .update(host)
    .set({
      facts,
      machineKind: facts.machineKind,
      hostname: facts.system.hostname ?? row.hostname,
      bootId: delivery.bootId ?? row.bootId,
      endedBootIds: endBoot(row, delivery),
      sequence: delivery.sequence ?? row.sequence,
      pulseSequence: delivery.bootId === null || delivery.bootId === row.bootId ? row.pulseSequence : null,
      lastSeenAt: delivery.source === 'collector' ? now : row.lastSeenAt,
      gpuCount: facts.gpus?.length ?? null,
      gpuModels: listModels(facts),
      openFindingCount,
    })
    .where(eq(host.id, row.id))
  await publishChange({ tx, topic: 'host', id: row.id })
  await keepParts({ ctx, tx, bundleId, parts })
  return { bundleId, changedFactCount: changes.length, parts }
}

const ENDED_BOOTS_KEPT = 100

/** Remembered apart from the bundles, which retention forgets. */
export function endBoot(row: HostRow, { bootId }: Pick<Delivery, 'bootId'>): string[] {
  if (bootId === null || row.bootId === null || row.bootId === bootId) return row.endedBootIds
  return [...row.endedBootIds, row.bootId].slice(-ENDED_BOOTS_KEPT)
}

function listModels(facts: HostFacts): string[] {
  const names = facts.gpus?.map((gpu) => gpu.productName).filter((name) => name !== null) ?? []
  return [...new Set(names)].toSorted()
}

/** Was this very delivery taken in before? Then sending it again changes nothing. */
export async function isDelivered(tx: Transaction, hostId: string, deliveryId: string): Promise<boolean> {
  const [seen] = await tx
    .select({ id: bundle.id })
    .from(bundle)
    .where(and(eq(bundle.hostId, hostId), eq(bundle.deliveryId, deliveryId)))
  return seen !== undefined
}
