import type { Contradiction, ContradictionCode } from '@/server/core/inventory/host-facts'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'

export interface Claim<T> {
  tool: ToolId
  value: T | null | undefined
}

/** A host that contradicts itself everywhere is as well described by the first few hundred places. */
const MAX_CONTRADICTIONS = 500

/** Chooses between tools and remembers where they could not both be right. */
export class FactJudge {
  readonly contradictions: Contradiction[] = []

  /** The first claim that tells; the callers order claims by trust. Others that tell differently are recorded. */
  pick<T extends string | number | boolean>(fact: string, claims: Claim<T>[]): T | null {
    const told = listTold(claims)
    const first = told[0]?.value ?? null
    if (told.some(({ value }) => value !== first)) this.record('valuesDiffer', fact, told)
    return first
  }

  record(code: ContradictionCode, fact: string, values: Contradiction['values']): void {
    if (this.contradictions.length < MAX_CONTRADICTIONS) this.contradictions.push({ code, fact, values })
  }
}

/** As `FactJudge.pick` for values that differ innocently: read at different moments, or rounded. */
export function pickFirst<T>(...values: (T | null | undefined)[]): T | null {
  return values.find((value) => value !== null && value !== undefined) ?? null
}

function listTold<T>(claims: Claim<T>[]): { tool: ToolId; value: T }[] {
  return claims.flatMap(({ tool, value }) => (value === null || value === undefined ? [] : [{ tool, value }]))
}
