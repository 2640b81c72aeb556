import type { host, hostTool } from '@/db/schema'
import { isToolId, type ToolId, type ToolParts } from '@/server/core/inventory/tools/tool-facts'
import { isFresh } from '@/server/services/hosts/freshness'
import type { Manifest } from './read-manifest'
import type { ReadPart } from './read-parts'

export type HostRow = typeof host.$inferSelect
export type HostToolRow = typeof hostTool.$inferSelect

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
  tools: HostToolRow[]
  /** The parts of the delivery, those marked that were not taken. */
  parts: ReadPart[]
  /** The tools whose row this delivery changed. */
  told: ReadonlySet<string>
  /** Those of them whose output was read: what rests on no other was seen now. */
  read: ReadonlySet<string>
}

/** What each tool stands for once this delivery is in. Absence takes its facts away; failure leaves them, stale. */
export function mergeTools(
  before: readonly HostToolRow[],
  delivery: Delivery,
  hostId: string,
  now: Date,
): MergedTools {
  const tools = new Map(before.map((tool) => [tool.tool, tool]))
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
  return { tools: [...tools.values()], parts, told, read }
}

interface MergePartContext {
  old: HostToolRow | undefined
  source: Delivery['source']
  hostId: string
  now: Date
}

function mergePart(
  part: ReadPart,
  tool: ToolId,
  { old, source, hostId, now }: MergePartContext,
): HostToolRow {
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
    const rawSha256 = part.raw?.sha256 ?? null
    return { ...said, facts: part.facts, rawSha256, readerBuild: null, observedAt: now, stale: false }
  }
  const nothing = { facts: null, rawSha256: null, readerBuild: null }
  if (part.status === 'absent') return { ...said, ...nothing, observedAt: now, stale: false }
  const facts = old?.facts ?? null
  return {
    ...said,
    source: facts === null ? source : (old?.source ?? source),
    facts,
    rawSha256: old?.rawSha256 ?? null,
    readerBuild: old?.readerBuild ?? null,
    observedAt: old?.observedAt ?? null,
    stale: facts !== null,
  }
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

/** A collector that lacks a tool cannot say that what a person brought of it is wrong. */
function isBeyondCollector(
  old: HostToolRow | undefined,
  source: Delivery['source'],
  part: ReadPart,
): old is HostToolRow {
  return source === 'collector' && part.status === 'absent' && old?.source === 'person' && old.facts !== null
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

export function readToolParts(tools: readonly HostToolRow[]): ToolParts {
  const parts: Partial<Record<ToolId, unknown>> = {}
  for (const { tool, facts } of tools) if (facts !== null) parts[tool] = facts
  // A pulse's short list beside the full one is another moment, not another witness.
  if (parts['nvidia-smi-q-x']) delete parts['nvidia-smi-query-gpu']
  return parts as ToolParts
}
