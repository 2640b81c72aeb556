import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isToolId, type ToolId } from '@/server/core/inventory/tools/tool-facts'
import { parsePart } from './parse-part'
import type { ParsedPart } from './parsed-part'
import { findInvention } from './testing/cut-text'
import { findUnsound } from './testing/find-unsound'
import { readAllSamples } from './testing/list-formats'
import { type Mutation, mutateBytes, mutations } from './testing/mutate'
import { OWN_INPUTS } from './testing/own-inputs'
import { parseText, takeFacts } from './testing/parse-text'

/** `BERTH_DEEP=1`: every cut near the end, hundreds elsewhere, and hundreds of mutations of every input. */
const IS_DEEP = process.env.BERTH_DEEP === '1'
const MUTANTS = IS_DEEP ? 300 : 8
const CUTS = IS_DEEP ? 300 : 8
const CUTS_NEAR_END = IS_DEEP ? 400 : 16

/** The same every time, so that nobody's change fails for another's fault; a deep run looks somewhere else each time. */
const SEED = IS_DEEP ? {} : { seed: 20_260_105 }

/** Bytes at the end in which every cut counts: half numbers, half lists, a missing last row. */
const END_BYTES = 400

const REAL_SAMPLES = readAllSamples()

interface Input {
  name: string
  bytes: Uint8Array
}

const OWN = Object.entries(OWN_INPUTS).map(
  ([name, text]): Input => ({
    name,
    bytes: new TextEncoder().encode(text),
  }),
)
const INPUTS: Input[] = [...OWN, ...REAL_SAMPLES]

function countLines(bytes: Uint8Array): number {
  // A lone CR ends a line too.
  return bytes.filter((byte) => byte === 0x0a || byte === 0x0d).length + 1
}

function describePart(part: ParsedPart): string {
  return part.kind === 'parsed' ? `read as ${part.tool}` : `refused: ${part.detail}`
}

describe('every parser', () => {
  it('reads the inputs of our own as the tools that they stand for', () => {
    expect(OWN.length).toBeGreaterThan(15)
    for (const [tool, text] of Object.entries(OWN_INPUTS)) {
      if (!isToolId(tool)) throw new Error(`${tool} is no tool`)
      expect(takeFacts(parseText(text), tool).facts, tool).toBeTruthy()
    }
  })

  it.skipIf(REAL_SAMPLES.length === 0)('is tried on every real sample there is', () => {
    expect(REAL_SAMPLES).toHaveLength(113)
    expect(new Set(REAL_SAMPLES.map(({ name }) => name.split('/')[0])).size).toBe(11)
  })
})

/** Mutated bytes are parsed both as found and as the tool that the whole is known to be. */
function findUnsoundMutant({ bytes }: Input, tool: ToolId | undefined, changes: Mutation[], other: Input) {
  const mutant = mutateBytes(bytes, changes, other.bytes)
  const lineCount = countLines(mutant)
  const parts = [parsePart({ bytes: mutant }), ...(tool ? [parsePart({ bytes: mutant, tool })] : [])]
  return parts.map((part) => findUnsound(part, lineCount)).find((found) => found !== null) ?? null
}

describe('an input changed at random', () => {
  it.each(INPUTS)('$name never throws and gives only facts that can be stored', (input) => {
    const whole = parsePart({ bytes: input.bytes })
    expect(findUnsound(whole, countLines(input.bytes))).toBeNull()
    const tool = whole.tool ?? undefined
    const others = fc.constantFrom(...INPUTS)
    let seen = 0
    const property = fc.property(mutations, others, (changes, other) => {
      seen += 1
      expect(findUnsoundMutant(input, tool, changes, other)).toBeNull()
    })
    fc.assert(property, { numRuns: MUTANTS, ...SEED })
    expect(seen).toBeGreaterThanOrEqual(MUTANTS)
  })
})

/** Null, or how the cut says what the whole does not. */
function findInventionOfCut(whole: ParsedPart, bytes: Uint8Array, tool: ToolId | undefined): string | null {
  const cut = parsePart({ bytes, tool })
  if (cut.kind === 'refused') return null
  if (whole.kind === 'refused' || whole.tool !== cut.tool) {
    return `the cut is ${describePart(cut)}, the whole ${describePart(whole)}`
  }
  return findInvention(cut.facts, whole.facts, 'facts')
}

/** More lines than any refused sample has. */
const MAX_LINES_BACK = 1_000

/**
 * What cuts are held against: the whole; or, of a sample that is refused because somebody cut it before us, the
 * longest beginning that is read.
 */
function parseReference(bytes: Uint8Array): ParsedPart {
  const whole = parsePart({ bytes })
  let end = bytes.lastIndexOf(0x0a)
  for (let lines = 0; whole.kind === 'refused' && end > 0 && lines < MAX_LINES_BACK; lines += 1) {
    const part = parsePart({ bytes: bytes.subarray(0, end + 1) })
    if (part.kind === 'parsed') return part
    end = bytes.lastIndexOf(0x0a, end - 1)
  }
  return whole
}

function listAllCuts(length: number): number[] {
  return Array.from({ length: Math.min(END_BYTES, length) }, (_, index) => length - 1 - index)
}

describe('an input cut off', () => {
  it.each(INPUTS)('$name never tells what the whole does not', (input) => {
    const { bytes } = input
    const whole = parseReference(bytes)
    const tried = new Set<number>()
    const expectNoInvention = (length: number) => {
      tried.add(length)
      const start = bytes.subarray(0, length)
      const found =
        findInventionOfCut(whole, start, undefined) ??
        findInventionOfCut(whole, start, whole.tool ?? undefined)
      expect(found, `${input.name} cut after ${length} of ${bytes.length} bytes`).toBeNull()
    }
    const anywhere = fc.nat(bytes.length - 1)
    const nearEnd = fc.integer({ min: Math.max(0, bytes.length - END_BYTES), max: bytes.length - 1 })
    fc.assert(fc.property(anywhere, expectNoInvention), { numRuns: CUTS, ...SEED })
    if (IS_DEEP) listAllCuts(bytes.length).forEach(expectNoInvention)
    else fc.assert(fc.property(nearEnd, expectNoInvention), { numRuns: CUTS_NEAR_END, ...SEED })
    expect(tried.size).toBeGreaterThan(4)
  })
})
