/** One difference between two sets of facts. `before` is null for `added`, `after` for `removed`. */
export interface FactChange {
  /** `gpus[GPU-1f2e…].link.currentWidth`: array elements by the name they carry, else by position. */
  path: string
  kind: 'added' | 'removed' | 'changed'
  before: unknown
  after: unknown
}

export interface DiffOptions {
  /** At most this many changes are reported; the walk stops there. */
  limit?: number
  /** Paths to leave out with all that is below them, such as `isReadingPath`. */
  skip?: (path: string) => boolean
}

export const DEFAULT_CHANGE_LIMIT = 2_000

/** Deeper than any facts go: hostile nesting ends as one change instead of a blown stack. */
const MAX_DEPTH = 32

/** What names an element among its siblings, best first. A name that repeats on either side names nothing. */
const NAME_FIELDS = ['key', 'uuid', 'label', 'address', 'pciAddress', 'id', 'sizeKib', 'from', 'pid', 'index']

type JsonObject = Record<string, unknown>

/**
 * Differences between two JSON-safe values, in a stable order: keys by code unit, named elements by name. A whole
 * object or element that came or went is one change.
 */
export function diffFacts(before: unknown, after: unknown, options: DiffOptions = {}): FactChange[] {
  const walk = new DiffWalk(options.limit ?? DEFAULT_CHANGE_LIMIT, options.skip ?? (() => false))
  walk.compare('', before, after, 0)
  return walk.changes
}

class DiffWalk {
  readonly changes: FactChange[] = []
  readonly #limit: number
  readonly #skip: (path: string) => boolean

  constructor(limit: number, skip: (path: string) => boolean) {
    this.#limit = limit
    this.#skip = skip
  }

  compare(path: string, before: unknown, after: unknown, depth: number): void {
    if (this.changes.length >= this.#limit || (path !== '' && this.#skip(path))) return
    if (Object.is(before, after)) return
    if (before === undefined) this.#add({ path, kind: 'added', before: null, after })
    else if (after === undefined) this.#add({ path, kind: 'removed', before, after: null })
    else if (depth < MAX_DEPTH && Array.isArray(before) && Array.isArray(after)) {
      this.#compareArrays(path, before, after, depth)
    } else if (depth < MAX_DEPTH && isJsonObject(before) && isJsonObject(after)) {
      this.#compareFields(path, before, after, depth)
    } else if (JSON.stringify(before) !== JSON.stringify(after)) {
      this.#add({ path, kind: 'changed', before, after })
    }
  }

  #compareFields(path: string, before: JsonObject, after: JsonObject, depth: number): void {
    for (const key of mergeNames(Object.keys(before), Object.keys(after))) {
      const childPath = path === '' ? key : `${path}.${key}`
      this.compare(childPath, readOwn(before, key), readOwn(after, key), depth + 1)
    }
  }

  #compareArrays(path: string, before: unknown[], after: unknown[], depth: number): void {
    if (before.every(isScalar) && after.every(isScalar)) {
      if (JSON.stringify(before) !== JSON.stringify(after)) {
        this.#add({ path, kind: 'changed', before, after })
      }
      return
    }
    const field = chooseNameField(before, after)
    const left = indexElements(before, field)
    const right = indexElements(after, field)
    const names = field === null ? [...new Set([...left.keys(), ...right.keys()])] : null
    for (const name of names ?? mergeNames([...left.keys()], [...right.keys()])) {
      this.compare(`${path}[${name}]`, left.get(name), right.get(name), depth + 1)
    }
  }

  #add(change: FactChange): void {
    if (this.changes.length < this.#limit) this.changes.push(change)
  }
}

/** The first field that every element of both lists has, without repeats within a list. */
export function chooseNameField(before: unknown[], after: unknown[]): string | null {
  return NAME_FIELDS.find((field) => isNameIn(field, before) && isNameIn(field, after)) ?? null
}

function isNameIn(field: string, elements: unknown[]): boolean {
  const names = elements.map((element) => (isJsonObject(element) ? readOwn(element, field) : undefined))
  const isNamed = names.every((name) => typeof name === 'string' || typeof name === 'number')
  return isNamed && new Set(names.map(String)).size === elements.length
}

function indexElements(elements: unknown[], field: string | null): Map<string, unknown> {
  return new Map(
    elements.map((element, position) => [
      field !== null && isJsonObject(element) ? String(readOwn(element, field)) : String(position),
      element,
    ]),
  )
}

function mergeNames(left: string[], right: string[]): string[] {
  return [...new Set([...left, ...right])].toSorted((a, b) => (a < b ? -1 : 1))
}

function readOwn(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/** A list of scalars is one value: its elements have no names, so the list changes as a whole. */
function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
