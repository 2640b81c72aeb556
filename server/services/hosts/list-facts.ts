import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { host } from '@/db/schema'
import type { FactClaimDto, factPageDto, HostFactDto, listFactsInput } from '@/server/contracts/host-fact'
import { traceHost } from '@/server/core/inventory/compose/compose-host'
import { findClaims, type LeafClaim, listFactLeaves } from '@/server/core/inventory/fact-leaves'
import { type HostFacts, isReadingPath } from '@/server/core/inventory/host-facts'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'
import { dropPulse, loadToolParts, loadToolStates, type ToolState } from '@/server/services/ingest/load-tools'
import { loadHost } from './visible'

interface ListFactsArgs {
  ctx: ServiceContext
  input: z.infer<typeof listFactsInput>
}

/**
 * Every fact of a host with who told it, when, and what the others said: composed anew from what each tool says,
 * by the code that composed the facts themselves. @throws DomainError notFound, `cursorInvalid`
 */
export async function listFacts({ ctx, input }: ListFactsArgs): Promise<z.infer<typeof factPageDto>> {
  const where = eq(host.slug, input.slug)
  const row = await loadHost({ tx: ctx.db, principal: ctx.principal, permission: 'host:read', where })
  const tools = await loadToolStates(ctx.db, row.id)
  const stateOf = new Map(tools.map((tool) => [tool.tool, tool]))
  const { facts, trace } = traceHost(dropPulse(await loadToolParts(ctx.db, row.id)))
  const describe = (claims: readonly LeafClaim[]) =>
    claims.map((claim) => describeClaim(claim, stateOf.get(claim.tool)))
  const contradicted = groupContradictions(facts)
  const leaves = listFactLeaves(facts).map(({ path, value }): HostFactDto => {
    const claims = describe(findClaims(trace, path))
    const isContradicted = contradicted.delete(path)
    return { path, value: writeValue(value), isReading: isReadingPath(path), isContradicted, claims }
  })
  // What is left is about more than one fact: a count of GPUs, a link between two of them.
  const others = [...contradicted].map(([path, told]): HostFactDto => {
    const claims = describe(told)
    return { path, value: claims[0]?.value ?? null, isReading: false, isContradicted: true, claims }
  })
  const all = [...leaves, ...others]
  const found = all.filter((fact) => isWanted(fact, input))
  const start = readCursor(input.cursor)
  const items = found.slice(start, start + input.limit)
  const end = start + items.length
  return { items, nextCursor: end < found.length ? String(end) : null, totalCount: found.length }
}

function describeClaim({ tool, value }: LeafClaim, state: ToolState | undefined): FactClaimDto {
  return {
    tool,
    value: writeValue(value),
    observedAt: state?.observedAt ?? null,
    stale: state?.stale ?? false,
    source: state?.source ?? 'collector',
    hasRaw: (state?.rawSha256 ?? null) !== null,
  }
}

function groupContradictions({ contradictions }: HostFacts): Map<string, LeafClaim[]> {
  const grouped = new Map<string, LeafClaim[]>()
  for (const { fact, values } of contradictions) grouped.set(fact, [...(grouped.get(fact) ?? []), ...values])
  return grouped
}

/** A place in the list: it is made anew for each page, and only a new report moves its rows. */
function readCursor(cursor: string | null | undefined): number {
  if (!cursor) return 0
  if (!/^\d{1,6}$/.test(cursor)) {
    throw new DomainError('invalid', 'cursorInvalid', 'This page does not exist; start again from the first')
  }
  return Number(cursor)
}

function isWanted(fact: HostFactDto, { search, show }: ListFactsArgs['input']): boolean {
  if (show === 'contradicted' && !fact.isContradicted) return false
  if (show === 'told' && fact.value === null) return false
  if (show === 'unknown' && fact.value !== null) return false
  const wanted = search?.toLowerCase()
  if (!wanted) return true
  const texts = [fact.path, fact.value ?? '', ...fact.claims.map(({ tool }) => tool)]
  return texts.some((text) => text.toLowerCase().includes(wanted))
}

/** A whole list of lists is looked at in the raw output, not in a cell. */
const VALUE_CHARACTERS = 2_000

function writeValue(value: unknown): string | null {
  if (value === null || value === undefined) return null
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > VALUE_CHARACTERS ? `${text.slice(0, VALUE_CHARACTERS)}…` : text
}
