import { and, eq } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { bundle, host } from '@/db/schema'
import { composeHost } from '@/server/core/inventory/compose/compose-host'
import { diffFacts } from '@/server/core/inventory/diff-facts'
import { type HostFacts, isReadingPath } from '@/server/core/inventory/host-facts'
import type { ToolId, ToolParts } from '@/server/core/inventory/tools/tool-facts'
import { publishChange } from '@/server/events/publish'
import type { ServiceContext } from '@/server/services/context'
import { confirmHost } from './confirm-host'
import { describeDelivery, type Reconciled } from './describe-delivery'
import { expectRepeatsHold } from './expect-repeats'
import { keepBundle, keepParts } from './keep-bundle'
import { keepKernelEvents } from './keep-kernel-events'
import { findLatestRevision, keepRevision, type Revision } from './keep-revision'
import { dropPulse, loadToolParts, loadToolStates, type ToolState } from './load-tools'
import { type Delivery, type HostRow, type MergedTool, mergeTools } from './merge-tools'
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

/**
 * Takes one delivery into a host, whole or not at all: raw outputs, each tool's newest facts, the composed facts
 * and their history, GPU identities, allocations, findings. A part that could not be read leaves the facts before it
 * in place, marked stale. A delivery that repeats the one before to the letter only confirms what stands.
 */
export async function reconcileHost({ ctx, tx, row, delivery }: ReconcileHostArgs): Promise<Reconciled> {
  const now = ctx.now()
  const before = await loadToolStates(tx, row.id)
  const merged = mergeTools(before, delivery, row.id, now)
  expectRepeatsHold(before, merged.parts)
  const latest = await findLatestRevision(tx, row.id)
  const isGuest = isGuestReport(row, delivery)
  const isRepeat =
    merged.touched.every((tool) => tool.isConfirmed) && isGuest === (row.machineKind === 'guest' && isGuest)
  if (latest && isRepeat && merged.told.size > 0) {
    return confirmHost({ ctx, tx, row, delivery, merged, revisionId: latest.id })
  }
  const parts = await loadMergedParts(tx, row.id, merged.tools)
  const composed = composeHost(parts)
  // Who reports as a guest is one, whatever its tools can see of the machine below.
  const facts = isGuest ? { ...composed, machineKind: 'guest' as const } : composed
  const { revisionId, changedFactCount, isFirst } = await keepHistory({ ctx, tx, row, facts, latest })
  const bundleId = await keepBundle({ ctx, tx, row, delivery, revisionId, changedFactCount })
  await writeTools({ tx, hostId: row.id, bundleId, merged, now })
  const { read, tools } = merged
  const steps = await reconcileGpus({ ctx, tx, hostId: row.id, facts, tools, read })
  await reconcileAllocations({ ctx, tx, hostId: row.id, facts, read })
  const log = parts['kernel-log']
  if (log && hasNewOutput('kernel-log', before, merged.tools))
    await keepKernelEvents({ ctx, tx, hostId: row.id, log, source: delivery.source })
  const openFindingCount = await reconcileFindings({ ctx, tx, row, facts, ...merged, delivery, steps })
  await tx
    .update(host)
    .set({
      ...describeDelivery(row, delivery, now),
      facts,
      ...summarise(facts),
      hostname: facts.system.hostname ?? row.hostname,
      openFindingCount,
    })
    .where(eq(host.id, row.id))
  await publishChange({ tx, topic: 'host', id: row.id })
  await keepParts({ ctx, tx, bundleId, parts: merged.parts })
  return { bundleId, changedFactCount, isFirst, parts: merged.parts }
}

/** By its own word, or by what a person brings to the page of one. */
function isGuestReport(row: HostRow, { kind, source }: Delivery): boolean {
  return kind === 'guest' || (source === 'person' && row.machineKind === 'guest')
}

/** Not the bytes that stood before, read again by another build or for want of a shortcut. */
function hasNewOutput(name: ToolId, before: readonly ToolState[], after: readonly MergedTool[]): boolean {
  const old = before.find(({ tool }) => tool === name)
  return after.some((now) => now.tool === name && now.newFacts && now.rawSha256 !== old?.rawSha256)
}

/** What the tools say now: what stands in the database, and over it what this delivery brought. */
async function loadMergedParts(
  tx: Transaction,
  hostId: string,
  tools: readonly MergedTool[],
): Promise<ToolParts> {
  const changed = tools.filter(({ newFacts }) => newFacts)
  const standing = await loadToolParts(
    tx,
    hostId,
    changed.map(({ tool }) => tool),
  )
  const told = changed.flatMap(({ tool, newFacts }) => (newFacts?.facts ? [[tool, newFacts.facts]] : []))
  return dropPulse({ ...standing, ...Object.fromEntries(told) })
}

/** The revision that these facts are, and how many of them differ from the ones before. */
async function keepHistory({
  ctx,
  tx,
  row,
  facts,
  latest,
}: Pick<ReconcileHostArgs, 'ctx' | 'tx' | 'row'> & { facts: HostFacts; latest: Revision | undefined }) {
  const revisionId = await keepRevision({ ctx, tx, hostId: row.id, facts, latest })
  if (latest === undefined) return { revisionId, changedFactCount: 0, isFirst: true }
  if (revisionId === latest.id) return { revisionId, changedFactCount: 0, isFirst: false }
  const [before] = await tx.select({ facts: host.facts }).from(host).where(eq(host.id, row.id))
  // A pulse may have come first: it begins a history and tells no facts.
  if (!before?.facts) return { revisionId, changedFactCount: 0, isFirst: true }
  const changes = diffFacts(before.facts, facts, { skip: isReadingPath })
  return { revisionId, changedFactCount: changes.length, isFirst: false }
}

/** What lists show of a host, beside the facts so that no list has to read those. */
function summarise(facts: HostFacts) {
  return {
    machineKind: facts.machineKind,
    osName: facts.system.os?.prettyName ?? null,
    kernelRelease: facts.system.kernelRelease,
    driverVersion: facts.driver.version,
    driverFlavour: facts.driver.flavour,
    gpuCount: facts.gpus?.length ?? null,
    gpuModels: listModels(facts),
  }
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
