import { asMib, type Mib } from '@/server/core/units/mib'

/** Texts by which NVIDIA's tools, and people who clean up files, say "not told". Compared in lower case. */
const UNKNOWN_MARKERS = new Set([
  '',
  'n/a',
  '[n/a]',
  'none',
  '[none]',
  'unknown',
  'unknown error',
  '[unknown error]',
  'err!',
  'not supported',
  '[not supported]',
  'not available',
  'not found',
  'insufficient size',
  'insufficient permissions',
  '[insufficient permissions]',
  'function not found',
  'uninitialized',
  'gpu is lost',
  '[gpu is lost]',
  'gpu requires reset',
  '[gpu requires reset]',
  'reset required',
  'requested functionality has been deprecated',
  '[requested functionality has been deprecated]',
  'redacted',
  '[redacted]',
])

/** Longer than any model, version or path worth keeping, shorter than an attack. */
const MAX_TEXT_CHARACTERS = 1_024

/** The trimmed text, or null for every way of saying "not told", `None` among them. */
export function readText(raw: string | null): string | null {
  const text = raw?.trim() ?? ''
  return UNKNOWN_MARKERS.has(text.toLowerCase()) ? null : text.slice(0, MAX_TEXT_CHARACTERS)
}

/** As `readText`, for the few elements where `None` is an answer. */
export function readTextOrNone(raw: string | null): string | null {
  return raw?.trim() === 'None' ? 'None' : readText(raw)
}

/** What reading one value may come to: told, not told, or told in a way nobody can read. */
export type ValueOf<T> =
  | { kind: 'value'; value: T }
  | { kind: 'unknown' }
  | { kind: 'unreadable'; text: string }

/** A number with exactly this unit (`'MiB'`, `'W'`, `''` for none); a whole number unless `fraction` is allowed. */
export function readQuantity(raw: string | null, unit: string, fraction = false): ValueOf<number> {
  const text = readText(raw)
  if (text === null) return { kind: 'unknown' }
  const match = /^(-?\d{1,15}(?:\.\d{1,6})?)\s*([A-Za-z%/()]*)$/.exec(text)
  const value = match && (fraction || !match[1]?.includes('.')) && match[2] === unit ? Number(match[1]) : null
  return value === null ? { kind: 'unreadable', text } : { kind: 'value', value }
}

export function readMib(raw: string | null): ValueOf<Mib> {
  const result = readQuantity(raw, 'MiB')
  return result.kind === 'value' ? { kind: 'value', value: asMib(result.value) } : result
}

/** One of two words, compared without case. */
export function readBoolean(raw: string | null, yes: string, no: string): ValueOf<boolean> {
  const text = readText(raw)
  if (text === null) return { kind: 'unknown' }
  const word = text.toLowerCase()
  if (word === yes || word === no) return { kind: 'value', value: word === yes }
  return { kind: 'unreadable', text }
}
