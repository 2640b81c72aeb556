import { explainUnknown, toolsOfSection } from '@/components/hosts/explain-unknown'
import { chooseFindTerm } from '@/components/hosts/raw/find-term'
import { buildRawHref } from '@/components/hosts/raw/raw-address'
import { describeOthers, weighClaims } from '@/components/hosts/sources/weigh-claims'
import { isRawKept } from '@/components/hosts/tool-link'
import { nameTool } from '@/components/hosts/tool-names'
import type { HostToolDto } from '@/server/contracts/host'
import type { HostFactDto } from '@/server/contracts/host-fact'
import type { HostFacts, HostSection } from '@/server/core/inventory/host-facts'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'

export type FactRow = {
  readonly key: string
  readonly label: string
  /** null is unknown; `unknownReason` then says why. */
  readonly value: string | null
  readonly unknownReason?: string
  /** Where `listFactLeaves` has it; absent where the row is made of several facts. */
  readonly path?: string
  /** The path is of a whole with facts below it. */
  readonly isWhole?: boolean
  readonly source?: string
  /** The output that says it. */
  readonly sourceHref?: string
  /** When the oldest of its sources was last confirmed. */
  readonly at?: Date | null
  readonly stale?: boolean
  /** `1 contradicts`: what the other tools said, where they could not both be right. */
  readonly dispute?: string
}

/** Who told each fact, by its path; `loading` until they are there, null where they could not be had. */
export type FactTraces = ReadonlyMap<string, HostFactDto> | 'loading' | null

type Provenance = Pick<FactRow, 'source' | 'sourceHref' | 'at' | 'stale' | 'dispute'>

/** Who told a section, how old the oldest of them is, and whether one of them has gone stale. */
export function readProvenance(
  facts: HostFacts,
  tools: readonly HostToolDto[],
  section: HostSection,
): Provenance & { readonly tellers: readonly ToolId[] } {
  const tellers = facts.provenance[section]
  if (tellers.length === 0) return { tellers }
  const states = tools.filter((tool) => tellers.includes(tool.tool))
  const times = states.flatMap((tool) => (tool.observedAt === null ? [] : [tool.observedAt.getTime()]))
  return {
    tellers,
    source: tellers.map(nameTool).join(', '),
    at: times.length === 0 ? null : new Date(Math.min(...times)),
    stale: states.some((tool) => tool.stale),
  }
}

export type FactValue = string | number | null

export type RowExtras = {
  /** Narrows who could have told it. */
  readonly tellers?: readonly ToolId[]
  /** Where it differs from `section.key`. */
  readonly path?: string
}

/** Makes the rows of a host's sections, each with its source. */
export class SectionRows {
  readonly #facts: HostFacts
  readonly #tools: readonly HostToolDto[]
  readonly #traces: FactTraces
  readonly #slug: string

  constructor({
    facts,
    tools,
    traces,
    slug,
  }: {
    facts: HostFacts
    tools: readonly HostToolDto[]
    traces: FactTraces
    slug: string
  }) {
    this.#facts = facts
    this.#tools = tools
    this.#traces = traces
    this.#slug = slug
  }

  of(section: HostSection) {
    return (key: string, label: string, value: FactValue, { tellers, path }: RowExtras = {}): FactRow => {
      const place = path ?? `${section}.${key}`
      if (value === null) {
        const unknownReason = explainUnknown(this.#tools, tellers ?? toolsOfSection[section])
        return { key, label, value: null, unknownReason, path: place }
      }
      return { key, label, value: String(value), path: place, ...this.#findSource(section, place, tellers) }
    }
  }

  #findSource(section: HostSection, path: string, tellers: readonly ToolId[] | undefined): Provenance {
    if (this.#traces === 'loading') return {}
    const traced = this.#traces?.get(path)
    if (traced !== undefined) return this.#readTrace(traced)
    // Without a trace the section's own sources stand, narrowed to those that could have told it.
    const told = this.#facts.provenance[section].filter((tool) => tellers?.includes(tool) ?? true)
    const provenance = { ...this.#facts.provenance, [section]: told }
    const { tellers: found, ...read } = readProvenance({ ...this.#facts, provenance }, this.#tools, section)
    const kept = found.find((tool) => isRawKept(this.#tools, tool))
    const href = kept === undefined ? null : buildRawHref({ slug: this.#slug, tool: kept })
    return href === null ? read : { ...read, sourceHref: href }
  }

  #readTrace(fact: HostFactDto): Provenance {
    const summary = weighClaims(fact)
    const { first } = summary
    if (first === null) return { source: 'worked out' }
    const { tool, value, observedAt, stale, hasRaw } = first
    const href = hasRaw
      ? buildRawHref({ slug: this.#slug, tool, find: chooseFindTerm({ tool, path: fact.path, value }) })
      : null
    return {
      source: nameTool(tool),
      at: observedAt,
      stale,
      ...(href === null ? {} : { sourceHref: href }),
      ...(fact.isContradicted ? { dispute: describeOthers(summary, true) || 'contradicted' } : {}),
    }
  }
}
