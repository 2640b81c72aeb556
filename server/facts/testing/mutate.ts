import fc from 'fast-check'

/** A change to a text, independent of its length: places are shares of it from 0 to 1. */
export type Mutation =
  | { kind: 'flipBit'; at: number; bit: number }
  | { kind: 'delete'; at: number; length: number }
  | { kind: 'insert'; at: number; text: string }
  | { kind: 'truncate'; at: number }
  | { kind: 'repeatLine'; at: number; times: number }
  | { kind: 'removeLine'; at: number }
  | { kind: 'swapLines'; at: number; to: number }
  | { kind: 'splice'; at: number; from: number }
  | { kind: 'replaceNumber'; at: number; by: string }
  | { kind: 'replaceUnit'; at: number; by: string }

/** What breaks parsers that believe in numbers: longer than a double's digits, other notations, negative, none. */
const NUMBERS = [
  '9'.repeat(400),
  '9007199254740993',
  '18446744073709551615',
  '-1',
  '-9223372036854775808',
  '1e309',
  '1e5',
  '0x1F',
  'NaN',
  '+Inf',
  '0.0000000000000000001',
  '١٢٣',
  '1,024',
  '',
]

const UNITS = ['MiB', 'KiB', 'GiB', 'MB', 'kB', 'TiB', 'W', 'mW', 'C', 'F', 'MHz', '%', 'GT/s', 'B', '']

/** Openings, ends and markers of the formats the tools write, and characters that are awkward to store. */
const SNIPPETS = [
  '<',
  '</',
  ']]>',
  '<!--',
  '&amp;',
  '&#0;',
  '&x;',
  '{',
  '[',
  '"',
  '\\u0000',
  '\\ud800',
  '\u0000',
  '\u001b[4m',
  '\uFEFF',
  '\u{1F600}',
  '\r\n',
  '\n\n',
  '\t',
  '|',
  ':',
  ',',
  '# ',
  '__proto__',
  'N/A',
  '[N/A]',
  'x'.repeat(3_000),
]

const at = fc.double({ min: 0, max: 1, noNaN: true })

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('flipBit' as const), at, bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('delete' as const), at, length: fc.integer({ min: 1, max: 200 }) }),
  fc.record({
    kind: fc.constant('insert' as const),
    at,
    text: fc.oneof(fc.constantFrom(...SNIPPETS), fc.string({ unit: 'binary', maxLength: 20 })),
  }),
  fc.record({ kind: fc.constant('truncate' as const), at }),
  fc.record({ kind: fc.constant('repeatLine' as const), at, times: fc.integer({ min: 1, max: 300 }) }),
  fc.record({ kind: fc.constant('removeLine' as const), at }),
  fc.record({ kind: fc.constant('swapLines' as const), at, to: at }),
  fc.record({ kind: fc.constant('splice' as const), at, from: at }),
  fc.record({ kind: fc.constant('replaceNumber' as const), at, by: fc.constantFrom(...NUMBERS) }),
  fc.record({ kind: fc.constant('replaceUnit' as const), at, by: fc.constantFrom(...UNITS) }),
)

/** One to four changes, one after another. */
export const mutations: fc.Arbitrary<Mutation[]> = fc.array(mutation, { minLength: 1, maxLength: 4 })

/** `bytes` changed; `other` is the text that a splice takes its end from. */
export function mutateBytes(bytes: Uint8Array, changes: readonly Mutation[], other: Uint8Array): Uint8Array {
  return changes.reduce((current, change) => mutateOnce(current, change, other), bytes)
}

function mutateOnce(bytes: Uint8Array, change: Mutation, other: Uint8Array): Uint8Array {
  const start = findPlace(bytes, change.at)
  switch (change.kind) {
    case 'flipBit': {
      const flipped = bytes.slice()
      if (start < flipped.length) flipped[start] = (flipped[start] ?? 0) ^ (1 << change.bit)
      return flipped
    }
    case 'delete':
      return join(bytes.subarray(0, start), bytes.subarray(start + change.length))
    case 'insert':
      return replaceRange(bytes, { start, end: start }, change.text)
    case 'truncate':
      return bytes.subarray(0, start)
    case 'repeatLine': {
      const line = findLine(bytes, start)
      const copies = Array.from({ length: change.times }, () => bytes.subarray(line.start, line.end))
      return join(bytes.subarray(0, line.end), ...copies, bytes.subarray(line.end))
    }
    case 'removeLine': {
      const line = findLine(bytes, start)
      return join(bytes.subarray(0, line.start), bytes.subarray(line.end))
    }
    case 'swapLines':
      return swapLines(bytes, findLine(bytes, start), findLine(bytes, findPlace(bytes, change.to)))
    case 'splice':
      return join(bytes.subarray(0, start), other.subarray(findPlace(other, change.from)))
    case 'replaceNumber':
      return replaceNext(bytes, start, /\d+(?:\.\d+)?/g, change.by)
    case 'replaceUnit':
      break
  }
  return replaceNext(bytes, start, /(?<=\d ?)(?:[KMGT]i?B|kB|mW|W|C|[MG]?Hz|%|GT\/s)/g, change.by)
}

interface Range {
  start: number
  end: number
}

function findPlace(bytes: Uint8Array, share: number): number {
  return Math.floor(share * bytes.length)
}

/** The line around an offset, with its line end. */
function findLine(bytes: Uint8Array, offset: number): Range {
  const start = offset === 0 ? 0 : bytes.lastIndexOf(0x0a, offset - 1) + 1
  const lineEnd = bytes.indexOf(0x0a, offset)
  return { start, end: lineEnd < 0 ? bytes.length : lineEnd + 1 }
}

function swapLines(bytes: Uint8Array, one: Range, two: Range): Uint8Array {
  const [first, second] = one.start <= two.start ? [one, two] : [two, one]
  if (first.start === second.start) return bytes
  return join(
    bytes.subarray(0, first.start),
    bytes.subarray(second.start, second.end),
    bytes.subarray(first.end, second.start),
    bytes.subarray(first.start, first.end),
    bytes.subarray(second.end),
  )
}

/** How far ahead a number or unit is looked for. */
const REACH_BYTES = 2_000

/** The texts are ASCII but for a few characters; Latin-1 keeps every byte where it is. */
function replaceNext(bytes: Uint8Array, start: number, shape: RegExp, by: string): Uint8Array {
  const ahead = Buffer.from(bytes.subarray(start, start + REACH_BYTES)).toString('latin1')
  shape.lastIndex = 0
  const match = shape.exec(ahead)
  if (!match) return bytes
  const range = { start: start + match.index, end: start + match.index + match[0].length }
  return replaceRange(bytes, range, by)
}

function replaceRange(bytes: Uint8Array, { start, end }: Range, by: string): Uint8Array {
  return join(bytes.subarray(0, start), new TextEncoder().encode(by), bytes.subarray(end))
}

function join(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}
