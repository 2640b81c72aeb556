import type { ParsedPart } from '@/server/facts/parsed-part'

/** Longest text that any fact keeps. */
const MAX_TEXT_CHARACTERS = 1_024

/** Longest list: above it a host's page could not be stored, let alone shown. */
const MAX_LIST_ENTRIES = 200_000

/** Remarks are cut at 200 characters and given a mark that says so; the tool and line stand apart. */
const MAX_DETAIL_CHARACTERS = 201
const MAX_ISSUES = 100

/** The whole of one part's facts, in values. */
const MAX_VALUES = 2_000_000

/**
 * What a parser must never return, or null: anything but plain JSON data, a number that is infinite or beyond exact
 * integers, a text that no database stores, something without bounds. `lineCount` bounds the lines that are named.
 */
export function findUnsound(part: ParsedPart, lineCount: number): string | null {
  if (part.kind === 'refused') return findUnsoundRemark(part, lineCount)
  if (part.issues.length > MAX_ISSUES) return `${part.issues.length} issues`
  for (const issue of part.issues) {
    const found = findUnsoundRemark(issue, lineCount)
    if (found !== null) return found
  }
  const isDouble = part.tool === 'prometheus'
  return new FactWalk(isDouble).find(part.facts, 'facts')
}

function findUnsoundRemark(
  remark: { line: number | null; detail: string },
  lineCount: number,
): string | null {
  const { line, detail } = remark
  if (line !== null && !(Number.isSafeInteger(line) && line >= 1 && line <= lineCount)) {
    return `line ${line} of ${lineCount}: ${detail}`
  }
  if (detail.length > MAX_DETAIL_CHARACTERS) return `a remark of ${detail.length} characters`
  if (/parser failed/.test(detail)) return detail
  return isStorable(detail) ? null : `a remark nobody can store: ${JSON.stringify(detail)}`
}

class FactWalk {
  readonly #isDouble: boolean
  #values = 0

  constructor(isDouble: boolean) {
    this.#isDouble = isDouble
  }

  find(value: unknown, path: string): string | null {
    this.#values += 1
    if (this.#values > MAX_VALUES) return `over ${MAX_VALUES} values`
    if (value === null || typeof value === 'boolean') return null
    if (typeof value === 'number') return this.#findInNumber(value, path)
    if (typeof value === 'string') return findInText(value, path)
    if (Array.isArray(value)) return this.#findInList(value, path)
    return typeof value === 'object' ? this.#findInObject(value, path) : `${path} is ${typeof value}`
  }

  #findInNumber(value: number, path: string): string | null {
    if (!Number.isFinite(value) || Object.is(value, -0))
      return `${path} is ${Object.is(value, -0) ? '-0' : value}`
    // A sample of an exposition page is a double and not a count.
    const isExact = Math.abs(value) <= Number.MAX_SAFE_INTEGER
    return isExact || (this.#isDouble && path.endsWith('.value')) ? null : `${path} is ${value}`
  }

  #findInList(list: unknown[], path: string): string | null {
    if (list.length > MAX_LIST_ENTRIES) return `${path} has ${list.length} entries`
    for (let index = 0; index < list.length; index += 1) {
      const found = this.find(list[index], `${path}.${index}`)
      if (found !== null) return found
    }
    return null
  }

  #findInObject(object: object, path: string): string | null {
    const prototype: unknown = Object.getPrototypeOf(object)
    if (prototype !== Object.prototype && prototype !== null) return `${path} is no plain object`
    for (const [key, value] of Object.entries(object)) {
      const found = findInText(key, `a key of ${path}`) ?? this.find(value, `${path}.${key}`)
      if (found !== null) return found
    }
    return null
  }
}

function findInText(text: string, path: string): string | null {
  if (text.length > MAX_TEXT_CHARACTERS) return `${path} has ${text.length} characters`
  return isStorable(text) ? null : `${path} holds what nobody can store: ${JSON.stringify(text.slice(0, 80))}`
}

/** PostgreSQL takes neither U+0000 nor half of a surrogate pair. */
function isStorable(text: string): boolean {
  return !text.includes('\u0000') && !/\p{Surrogate}/u.test(text)
}
