import type { FactTrace } from './compose/fact-judge'
import { chooseNameField } from './diff-facts'
import type { HostFacts } from './host-facts'
import type { ToolId } from './tools/tool-facts'

/** One value of a host's facts, at the end of its path. */
export interface FactLeaf {
  /** As `diffFacts` writes it: `gpus[GPU-1f2e…].link.currentWidth`. */
  path: string
  /** A list of scalars is one value; null is unknown. */
  value: unknown
}

/** Who told a leaf, the tool that was believed first, and what each of them said. Empty: derived from other facts. */
export type LeafClaim = { tool: ToolId; value: unknown }

/** What is said of the facts rather than told by a tool. */
const NOT_FACTS = new Set(['schema', 'provenance', 'contradictions'])

export function listFactLeaves(facts: HostFacts): FactLeaf[] {
  const leaves: FactLeaf[] = []
  for (const [section, value] of Object.entries(facts)) {
    if (!NOT_FACTS.has(section)) walk(section, value, leaves)
  }
  return leaves
}

function walk(path: string, value: unknown, leaves: FactLeaf[]): void {
  if (Array.isArray(value) && value.some(isObject)) {
    const field = chooseNameField(value, value)
    value.forEach((element, position) => {
      const name = field !== null && isObject(element) ? String(element[field]) : String(position)
      walk(`${path}[${name}]`, element, leaves)
    })
  } else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) walk(`${path}.${key}`, inner, leaves)
  } else leaves.push({ path, value })
}

/** The claims recorded for the leaf itself or for the nearest whole that it is a part of. */
export function findClaims(trace: FactTrace, path: string): LeafClaim[] {
  for (let end = path.length; end > 0; end = findParentEnd(path, end)) {
    const claims = trace.get(path.slice(0, end))
    if (claims) {
      const inner = path.slice(end)
      return claims.map(({ tool, value }) => ({
        tool,
        value: inner === '' ? value : readInner(value, inner),
      }))
    }
  }
  return []
}

/** Where the path of the next larger whole ends. A name in brackets may hold dots: it is left as one. */
function findParentEnd(path: string, end: number): number {
  const head = path.slice(0, end)
  if (head.endsWith(']')) return Math.max(head.lastIndexOf('['), 0)
  const dot = head.lastIndexOf('.')
  const bracket = head.lastIndexOf(']')
  return dot > bracket ? dot : bracket + 1
}

/** The part of a claim at a path of keys and named elements below it; null where the claim has none. */
function readInner(value: unknown, path: string): unknown {
  let current = value
  for (const [, key, name] of path.matchAll(/\.([^.[\]]+)|\[([^\]]*)\]/g)) {
    if (key !== undefined && isObject(current)) current = current[key]
    else if (name !== undefined && Array.isArray(current)) current = findNamed(current, name)
    else return null
  }
  return current ?? null
}

function findNamed(elements: unknown[], name: string): unknown {
  const field = chooseNameField(elements, elements)
  if (field === null) return elements[Number(name)]
  return elements.find((element) => isObject(element) && String(element[field]) === name)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
