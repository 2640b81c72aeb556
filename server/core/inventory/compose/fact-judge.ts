import type { Contradiction, ContradictionCode } from '@/server/core/inventory/host-facts'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'

export type Claim<T> = readonly [tool: ToolId, value: T | null | undefined]

/** Who said what of each fact, by its path as `diffFacts` writes it; the first is the one that was taken. */
export type FactTrace = Map<string, { tool: ToolId; value: unknown }[]>

/** A host that contradicts itself everywhere is as well described by the first few hundred places. */
const MAX_CONTRADICTIONS = 500

/** Chooses between tools, remembers who told each fact, and where they could not both be right. */
export class FactJudge {
  readonly contradictions: Contradiction[] = []
  readonly trace: FactTrace = new Map()

  /** The first claim that tells; the callers order claims by trust. Others that tell differently are recorded. */
  pick<T extends string | number | boolean>(fact: string, claims: readonly Claim<T>[]): T | null {
    const told = this.#note(fact, claims)
    const first = told[0]?.value ?? null
    if (told.some(({ value }) => value !== first)) this.record('valuesDiffer', fact, told)
    return first
  }

  /** As `pick` for values that differ innocently: read at different moments, rounded, or worded in another way. */
  prefer<T>(fact: string, claims: readonly Claim<T>[]): T | null {
    return this.#note(fact, claims)[0]?.value ?? null
  }

  /** A fact that follows from another one: whoever told that one told this. */
  repeat(fact: string, source: string, value: boolean | null): void {
    this.prefer(
      fact,
      (this.trace.get(source) ?? []).map(({ tool }) => [tool, value]),
    )
  }

  record(code: ContradictionCode, fact: string, values: Contradiction['values']): void {
    if (this.contradictions.length < MAX_CONTRADICTIONS) this.contradictions.push({ code, fact, values })
  }

  #note<T>(fact: string, claims: readonly Claim<T>[]): { tool: ToolId; value: T }[] {
    const told = claims.flatMap(([tool, value]) =>
      value === null || value === undefined ? [] : [{ tool, value }],
    )
    if (told.length > 0) this.trace.set(fact, told)
    return told
  }
}
