import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeMismatch } from '@/server/contracts/inspection'
import { composeHost } from '@/server/core/inventory/compose/compose-host'
import { TOOL_IDS, type ToolId } from '@/server/core/inventory/tools/tool-facts'
import { parsePart } from '@/server/facts/parse-part'
import type { ParsedPart } from '@/server/facts/parsed-part'
import { readAllSamples } from '@/server/facts/testing/list-formats'
import { mutateBytes, mutations } from '@/server/facts/testing/mutate'
import { OWN_INPUTS } from '@/server/facts/testing/own-inputs'
import { hostFactsSchema } from './host-schema'
import { TOOL_SCHEMAS } from './tool-schemas'

const MUTANTS = process.env.BERTH_DEEP === '1' ? 500 : 12

const REAL_SAMPLES = readAllSamples()
const OWN = Object.entries(OWN_INPUTS).map(([name, text]) => ({
  name,
  bytes: new TextEncoder().encode(text),
}))
const INPUTS = [...OWN, ...REAL_SAMPLES]

/** Where the facts of a part, or the host made of them alone, are not what their schema says; null: nowhere. */
function findMismatch(part: ParsedPart): string | null {
  if (part.kind === 'refused') return null
  const { error } = TOOL_SCHEMAS[part.tool].safeParse(part.facts)
  if (error) return `${part.tool}: ${describeMismatch(error)}`
  const host = hostFactsSchema.safeParse(composeHost({ [part.tool]: part.facts }))
  return host.error ? `host of ${part.tool}: ${describeMismatch(host.error)}` : null
}

describe('the schemas of facts', () => {
  it('are there for every tool', () => {
    expect(Object.keys(TOOL_SCHEMAS)).toEqual(TOOL_IDS)
  })

  it('hold for a host that nobody told anything about', () => {
    expect(hostFactsSchema.safeParse(composeHost({})).error).toBeUndefined()
  })

  it('hold for what is read of our own inputs and of every real sample', () => {
    const read = new Map<ToolId, number>()
    for (const { name, bytes } of INPUTS) {
      const part = parsePart({ bytes })
      if (part.kind === 'parsed') read.set(part.tool, (read.get(part.tool) ?? 0) + 1)
      expect(findMismatch(part), name).toBeNull()
    }
    expect(read.size).toBeGreaterThan(15)
    if (REAL_SAMPLES.length === 0) return
    const count = [...read.values()].reduce((sum, one) => sum + one, 0)
    expect(count).toBeGreaterThan(OWN.length + 90)
    expect(read.size).toBeGreaterThan(24)
  })

  it.each(INPUTS)('hold for whatever is read of $name changed at random', ({ bytes }) => {
    const { tool } = parsePart({ bytes })
    let seen = 0
    const property = fc.property(mutations, fc.constantFrom(...INPUTS), (changes, other) => {
      seen += 1
      const mutant = mutateBytes(bytes, changes, other.bytes)
      expect(findMismatch(parsePart({ bytes: mutant, tool: tool ?? undefined }))).toBeNull()
    })
    fc.assert(property, { numRuns: MUTANTS })
    expect(seen).toBeGreaterThanOrEqual(MUTANTS)
  })
})
