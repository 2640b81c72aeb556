import type { ExpositionSample } from '@/server/core/inventory/tools/exposition-facts'

export interface SampleLine extends ExpositionSample {
  /** Labels were left out by whoever copied the page (`…`). */
  hasElidedLabels: boolean
}

const NAME = /[a-zA-Z_:][\w:]*/y
const LABEL_NAME = /\s*(?:([a-zA-Z_][\w.]*)|"((?:[^"\\\n]|\\.)*)")\s*(=\s*)?/y
const QUOTED = /"((?:[^"\\]|\\.)*)"\s*/y
const BLANKS_AND_ELISION = /\s*(?:(?:\.\.\.|…)\s*)?/y
const REST = /\s*(\S+)(?:[ \t]+([-+]?[\d.]+(?:e[-+]?\d+)?))?[ \t]*(?:#.*)?$/y

/** No exporter comes near; a bound on what one sample takes. */
const MAX_LABELS = 128
const MAX_TEXT_CHARACTERS = 1_024

/**
 * One line `name{label="value",…} value [timestamp] [# exemplar]` of the text format 0.0.4, of OpenMetrics or with
 * Prometheus 3's quoted names inside the braces. Null where it is none of these.
 */
export function readSampleLine(line: string): SampleLine | null {
  NAME.lastIndex = 0
  let name = NAME.exec(line)?.[0] ?? null
  let at = name?.length ?? 0
  const labels = new Map<string, string>()
  let hasElidedLabels = false
  while (line[at] === ' ' || line[at] === '\t') at += 1
  if (line[at] === '{') {
    const set = readLabelSet(line, at + 1, labels)
    if (!set) return null
    name ??= set.name
    at = set.end
    hasElidedLabels = set.hasElidedLabels
  }
  if (name === null) return null
  REST.lastIndex = at
  const rest = REST.exec(line)
  if (!rest || (labels.size === 0 && at === name.length && !/^[ \t]/.test(line.slice(at)))) return null
  const value = readSampleValue(rest[1] ?? '')
  if (value === undefined) return null
  return {
    name: name.slice(0, MAX_TEXT_CHARACTERS),
    labels: Object.fromEntries(labels),
    value,
    timestampMs: readTimestamp(rest[2]),
    hasElidedLabels,
  }
}

interface LabelSet {
  /** The metric's name where it stands in the braces. */
  name: string | null
  end: number
  hasElidedLabels: boolean
}

function readLabelSet(line: string, start: number, labels: Map<string, string>): LabelSet | null {
  const set: LabelSet = { name: null, end: start, hasElidedLabels: false }
  for (let at = start; labels.size <= MAX_LABELS; ) {
    BLANKS_AND_ELISION.lastIndex = at
    set.hasElidedLabels ||= (BLANKS_AND_ELISION.exec(line)?.[0].trim() ?? '') !== ''
    at = BLANKS_AND_ELISION.lastIndex
    if (line[at] === '}') return { ...set, end: at + 1 }
    if (line[at] === ',') {
      at += 1
      continue
    }
    LABEL_NAME.lastIndex = at
    const label = LABEL_NAME.exec(line)
    if (!label) return null
    at = LABEL_NAME.lastIndex
    const key = label[1] ?? unescapeText(label[2] ?? '')
    if (label[3] === undefined) {
      if (label[2] === undefined || set.name !== null) return null
      set.name = key
    } else {
      QUOTED.lastIndex = at
      const value = QUOTED.exec(line)
      if (!value || labels.has(key)) return null
      labels.set(cutText(key), cutText(unescapeText(value[1] ?? '')))
      at = QUOTED.lastIndex
    }
    if (line[at] !== ',' && line[at] !== '}' && !/^\s*(?:\.\.\.|…)/.test(line.slice(at, at + 8))) return null
  }
  return null
}

const ESCAPES: Record<string, string> = { n: '\n', '"': '"', '\\': '\\' }

/** `\n`, `\"` and `\\`; other backslashes stand for themselves. */
export function unescapeText(text: string): string {
  return text.includes('\\') ? text.replace(/\\(.)/g, (all, next: string) => ESCAPES[next] ?? all) : text
}

export function cutText(text: string): string {
  return text.length <= MAX_TEXT_CHARACTERS
    ? text
    : text.slice(0, MAX_TEXT_CHARACTERS).replace(/[\uD800-\uDBFF]$/, '')
}

/** Undefined: no value at all. Null: a number that no double holds. */
function readSampleValue(text: string): ExpositionSample['value'] | undefined {
  const word = text.toLowerCase()
  if (word === 'nan' || word === '+nan' || word === '-nan') return 'NaN'
  if (/^\+?inf(?:inity)?$/.test(word)) return '+Inf'
  if (/^-inf(?:inity)?$/.test(word)) return '-Inf'
  if (!/^[-+]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:e[-+]?\d{1,4})?$/.test(word)) return undefined
  const value = Number(word)
  return Number.isFinite(value) ? value + 0 : null
}

/** Larger ones are milliseconds: as seconds they would be the year 5138, as milliseconds smaller ones were 1973. */
const MAX_SECONDS = 1e11

/**
 * The text format has whole milliseconds, OpenMetrics has seconds, and only the end of a page tells which it is: a
 * fraction or a small number are seconds.
 */
function readTimestamp(text: string | undefined): number | null {
  if (text === undefined || !/^-?\d{1,16}(?:\.\d{1,9})?$/.test(text)) return null
  const value = Number(text)
  const timestampMs = text.includes('.') || Math.abs(value) < MAX_SECONDS ? Math.round(value * 1000) : value
  return Number.isSafeInteger(timestampMs) ? timestampMs + 0 : null
}
