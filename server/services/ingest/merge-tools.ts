import type { host } from '@/db/schema'
import { getBuildId } from '@/server/config/build-id'
import { isToolId, type ToolId } from '@/server/core/inventory/tools/tool-facts'
import { isFresh } from '@/server/services/hosts/freshness'
import type { ToolState } from './load-tools'
import type { Manifest } from './read-manifest'
import type { ReadPart } from './read-parts'

/** A host without its facts, which are long; `reconcileHost` reads them where it needs them. */
export type HostRow = Omit<typeof host.$inferSelect, 'facts'>

/** A tool's state once a delivery is in. */
export interface MergedTool extends ToolState {
  /** Set where the delivery changes the facts that stand; null takes them away. */
  newFacts?: { facts: unknown }
  /** The delivery says of it what was said before, to the letter. */
  isConfirmed?: boolean
}

export interface Delivery {
  deliveryId: string
  source: 'collector' | 'person'
  kind: Manifest['kind']
  bootId: string | null
  /** Further boots that the same delivery names. */
  otherBootIds: string[]
  sequence: number | null
  hostClockAt: Date | null
  collectorVersion: string | null
  sizeBytes: number
  parts: ReadPart[]
}

export interface MergedTools {
  tools: MergedTool[]
  /** Those of them that are not as they were. */
  touched: MergedTool[]
  /** The parts of the delivery, those marked that were not taken. */
  parts: ReadPart[]
  /** The tools whose row this delivery changed. */
  told: ReadonlySet<string>
  /** Those of them whose output was read: what rests on no other was seen now. */
  read: ReadonlySet<string>
}

/** What each tool stands for once this delivery is in. Absence takes its facts away; failure leaves them, stale. */
export function mergeTools(
  before: readonly ToolState[],
  delivery: Delivery,
  hostId: string,
  now: Date,
): MergedTools {
  const tools = new Map<ToolId, MergedTool>(before.map((tool) => [tool.tool, tool]))
  const told = new Set<string>()
  const read = new Set<string>()
  const parts = delivery.parts.map((part) => {
    if (!isToolId(part.tool)) return part
    const old = tools.get(part.tool)
    if (isOutranked(old, delivery.source, now)) return keepOld(part)
    if (isBeyondCollector(old, delivery.source, part)) {
      tools.set(part.tool, { ...old, lastStatus: 'ok', lastReason: null, lastLine: null, stale: false })
      return { ...part, reason: part.reason ?? 'what a person brought by hand stays' }
    }
    told.add(part.tool)
    if (part.status === 'ok') read.add(part.tool)
    tools.set(part.tool, mergePart(part, part.tool, { old, source: delivery.source, hostId, now }))
    return part
  })
  const standing = new Set<MergedTool>(before)
  const merged = [...tools.values()]
  return { tools: merged, touched: merged.filter((tool) => !standing.has(tool)), parts, told, read }
}

interface MergePartContext {
  old: ToolState | undefined
  source: Delivery['source']
  hostId: string
  now: Date
}

function mergePart(part: ReadPart, tool: ToolId, { old, source, hostId, now }: MergePartContext): MergedTool {
  const said = {
    hostId,
    tool,
    source,
    lastStatus: part.status,
    lastReason: part.reason,
    lastLine: part.line,
    lastBundleId: old?.lastBundleId ?? null,
  }
  if (part.status === 'ok') {
    const { rawSha256, readerBuild } = { rawSha256: part.raw?.sha256 ?? null, readerBuild: getBuildId() }
    const read = { ...said, rawSha256, readerBuild, hasFacts: true, observedAt: now, stale: false }
    // The very bytes that the facts were read from: the facts stand as they are.
    if (part.isRepeat) return { ...read, isConfirmed: isStill(old, 'ok') && old?.source === source }
    return { ...read, newFacts: { facts: part.facts } }
  }
  if (part.status === 'absent') {
    const nothing = { rawSha256: null, readerBuild: null, hasFacts: false, observedAt: now, stale: false }
    if (old?.hasFacts) return { ...said, ...nothing, newFacts: { facts: null } }
    return { ...said, ...nothing, isConfirmed: isStill(old, 'absent') && old?.source === source }
  }
  const hasFacts = old?.hasFacts ?? false
  return {
    ...said,
    source: hasFacts ? (old?.source ?? source) : source,
    hasFacts,
    rawSha256: old?.rawSha256 ?? null,
    readerBuild: old?.readerBuild ?? null,
    observedAt: old?.observedAt ?? null,
    stale: hasFacts,
  }
}

function isStill(old: ToolState | undefined, status: ReadPart['status']): boolean {
  return old?.lastStatus === status && old.lastReason === null && old.lastLine === null && !old.stale
}

/** A person's upload fills gaps; it does not replace what the host's own collector has just said. */
function isOutranked(old: ToolState | undefined, source: Delivery['source'], now: Date): boolean {
  return (
    source === 'person' &&
    old?.source === 'collector' &&
    old.hasFacts &&
    !old.stale &&
    isFresh(old.observedAt, now)
  )
}

/** A collector that lacks a tool cannot say that what a person brought of it is wrong. */
function isBeyondCollector(
  old: ToolState | undefined,
  source: Delivery['source'],
  part: ReadPart,
): old is ToolState {
  return source === 'collector' && part.status === 'absent' && old?.source === 'person' && old.hasFacts
}

/** A part that could not be read keeps its own reason: that is what its sender wants to know. */
function keepOld(part: ReadPart): ReadPart {
  if (part.status !== 'ok' && part.status !== 'absent') return part
  return {
    ...part,
    isKept: true,
    reason: 'kept, not taken: the collector of this host spoke of it a moment ago',
  }
}
