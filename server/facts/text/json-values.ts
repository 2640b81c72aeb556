import { asMib, type Mib } from '@/server/core/units/mib'
import type { IssueList } from '@/server/facts/part-refusal'
import { isJsonObject, type JsonObject } from './read-json'
import { readText } from './read-value'

const BYTES_PER_MIB = 1024 * 1024

/**
 * Values of one JSON object by path of keys, whether a tool wrote them as numbers, as texts ("290.0", "750 W") or as
 * `{ "value": 750, "unit": "W" }`. Unknown markers are null; what does not have its exact shape is null and an issue.
 */
export class JsonValues {
  readonly #root: JsonObject
  readonly #name: string
  readonly #issues: IssueList

  constructor(root: JsonObject, name: string, issues: IssueList) {
    this.#root = root
    this.#name = name
    this.#issues = issues
  }

  /** What stands at a path; undefined where nothing does, and below a leaf such as `"N/A"` in place of a subtree. */
  raw(...path: string[]): unknown {
    let current: unknown = this.#root
    for (const key of path) {
      if (!isJsonObject(current) || !Object.hasOwn(current, key)) return undefined
      current = current[key]
    }
    return current
  }

  text(...path: string[]): string | null {
    const value = this.raw(...path)
    const text = typeof value === 'number' ? String(value) : value
    if (typeof text !== 'string') return null
    return isStorable(text) ? readText(text) : this.#reject(path, text)
  }

  /** A finite number in this unit (`''`: none told), fractions allowed, never negative. */
  quantity(unit: string, ...path: string[]): number | null {
    return this.#number(path, unit, /^\d{1,15}(?:\.\d{1,9})?$/)
  }

  count(...path: string[]): number | null {
    return this.#number(path, '', /^\d{1,15}$/)
  }

  /** As `count`, where -1 says that there is none. */
  nodeNumber(...path: string[]): number | null {
    const text = this.text(...path)
    return text === '-1' ? null : this.#number(path, '', /^\d{1,5}$/)
  }

  /** Bytes as whole mebibytes, rounded down. */
  mibOfBytes(...path: string[]): Mib | null {
    const bytes = this.count(...path)
    return bytes === null ? null : asMib(Math.floor(bytes / BYTES_PER_MIB))
  }

  /** `0x73df`, `0x1`: as many lower-case hex digits as asked for. */
  hexId(digits: number, ...path: string[]): string | null {
    const text = this.text(...path)
    if (text === null) return null
    const found = /^(?:0x)?([0-9a-f]{1,8})$/i
      .exec(text)?.[1]
      ?.replace(/^0+(?=.)/, '')
      .toLowerCase()
    if (found === undefined || found.length > digits) return this.#reject(path, text)
    return found.padStart(digits, '0')
  }

  reject(path: string[], shown: string): null {
    return this.#reject(path, shown)
  }

  #number(path: string[], unit: string, shape: RegExp): number | null {
    const value = this.raw(...path)
    const told = isJsonObject(value) ? { number: value.value, unit: value.unit } : splitUnit(value)
    const text = typeof told.number === 'number' ? String(told.number) : told.number
    if (typeof text !== 'string' || readText(text) === null) return null
    const hasUnit = told.unit === unit || (told.unit === undefined && !isJsonObject(value))
    return hasUnit && shape.test(text)
      ? Number(text)
      : this.#reject(path, `${text} ${typeof told.unit === 'string' ? told.unit : ''}`)
  }

  #reject(path: string[], shown: string): null {
    const detail = `${this.#name} ${path.join('.')}: ${shown.trim()}`
    this.#issues.add('unreadableValue', null, makeStorable(detail))
    return null
  }
}

/** `750 W` is what older versions wrote for a value with its unit. */
function splitUnit(value: unknown): { number: unknown; unit?: string } {
  const match = typeof value === 'string' ? /^(-?[\d.]{1,30}) ([A-Za-z%/]{1,8})$/.exec(value.trim()) : null
  if (match) return { number: match[1], unit: match[2] }
  return { number: typeof value === 'string' ? value.trim() : value }
}

/** JSON escapes can spell what no database takes: U+0000 and halves of a surrogate pair. */
function isStorable(text: string): boolean {
  return !text.includes('\u0000') && !/\p{Surrogate}/u.test(text)
}

/** For remarks that quote such a text. */
export function makeStorable(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD').replace(/\p{Surrogate}/gu, '\uFFFD')
}
