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
  readonly #trace: FactTrace | null

  /** With a trace it also notes who told what; most compositions are of a delivery, which nobody asks that. */
  constructor(trace: FactTrace | null = null) {
    this.#trace = trace
  }

  /** The first claim that tells; the callers order claims by trust. Others that tell differently are recorded. */
  pick<T extends string | number | boolean>(fact: string, claims: readonly Claim<T>[]): T | null {
    const first = this.prefer(fact, claims)
    if (claims.some(([, value]) => isTold(value) && value !== first))
      this.record('valuesDiffer', fact, listTold(claims))
    return first
  }

  /** As `pick` for values that differ innocently: read at different moments, rounded, or worded in another way. */
  prefer<T>(fact: string, claims: readonly Claim<T>[]): T | null {
    const first = claims.find(([, value]) => isTold(value))?.[1] ?? null
    if (first !== null) this.#trace?.set(fact, listTold(claims))
    return first
  }

  /** A fact that follows from another one: whoever told that one told this. */
  repeat(fact: string, source: string, value: boolean | null): void {
    this.prefer(
      fact,
      (this.#trace?.get(source) ?? []).map(({ tool }) => [tool, value]),
    )
  }

  record(code: ContradictionCode, fact: string, values: Contradiction['values']): void {
    if (this.contradictions.length < MAX_CONTRADICTIONS) this.contradictions.push({ code, fact, values })
  }
}

function listTold<T>(claims: readonly Claim<T>[]): { tool: ToolId; value: T }[] {
  return claims.flatMap(([tool, value]) => (isTold(value) ? [{ tool, value }] : []))
}

function isTold<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined
}
