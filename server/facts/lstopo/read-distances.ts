import type { NodeDistances } from '@/server/core/inventory/tools/cpu-facts'
import type { HwlocNumaNode } from '@/server/core/inventory/tools/hwloc-facts'
import type { IssueList } from '@/server/facts/part-refusal'
import type { XmlNode } from '@/server/facts/text/xml-tree'
import { findAbove, type HwlocObject, readWhole } from './hwloc-objects'
import { readSquare } from './read-matrices'

/** Bits of a matrix's `kind`. */
const FROM_OPERATING_SYSTEM = 1
const MEANS_LATENCY = 4

/** NUMA distances as the operating system has them (10 is local); empty where the document holds none. */
export function readDistances(
  topology: XmlNode,
  objects: HwlocObject[],
  nodes: HwlocNumaNode[],
  issues: IssueList,
): NodeDistances[] {
  const second = topology.children.find(isNumaLatency)
  if (second) return readSecondForm(second, objects, issues)
  const first = findFirstForm(objects, nodes.length, issues)
  return first ? readFirstForm(first, nodes, issues) : []
}

/** Early hwloc 2 gave matrices no name; others of NUMA nodes may come from users and benchmarks. */
function isNumaLatency({ name, attributes }: XmlNode): boolean {
  if (name !== 'distances2' || attributes.type !== 'NUMANode') return false
  const kind = readWhole(attributes.kind) ?? 0
  const isFromOs = (kind & FROM_OPERATING_SYSTEM) !== 0 && (kind & MEANS_LATENCY) !== 0
  return attributes.name === undefined ? isFromOs : attributes.name === 'NUMALatency'
}

function readSecondForm(matrix: XmlNode, objects: HwlocObject[], issues: IssueList): NodeDistances[] {
  const square = readSquare(matrix, issues)
  if (!square) return []
  const ids = square.indexes.map((index) =>
    matrix.attributes.indexing === 'gp' ? findOsIndex(objects, index) : readWhole(index),
  )
  if (ids.some((id) => id === null)) {
    issues.add('unreadableValue', matrix.line, 'distances of something that is no NUMA node')
    return []
  }
  return joinRows(ids as number[], square.values)
}

function findOsIndex(objects: HwlocObject[], index: string): number | null {
  const found = objects.find(({ type, node }) => type === 'NUMANode' && node.attributes.gp_index === index)
  return readWhole(found?.node.attributes.os_index)
}

/**
 * hwloc 1 names no type, only the depth of the objects, and tells of other types likewise. By depth where several
 * tables fit the number of nodes; hwloc 2 that writes the first form counts a level too many.
 */
function findFirstForm(objects: HwlocObject[], nodeCount: number, issues: IssueList): XmlNode | null {
  const root = objects[0]
  const numa = objects.find(({ type }) => type === 'NUMANode')
  const all = root?.node.children.filter(({ name }) => name === 'distances') ?? []
  const fitting = all.filter(({ attributes }) => readWhole(attributes.nbobjs) === nodeCount)
  const byDepth = fitting.find(
    ({ attributes }) => attributes.relative_depth === String(numa && countAbove(numa)),
  )
  if (!byDepth && fitting.length !== 1 && all[0]) {
    issues.add('countMismatch', all[0].line, `no table of distances fits ${nodeCount} NUMA nodes`)
    return null
  }
  return byDepth ?? fitting[0] ?? null
}

function countAbove(object: HwlocObject): number {
  let count = 0
  findAbove(object, () => {
    count += 1
    return false
  })
  return count
}

function readFirstForm(table: XmlNode, nodes: HwlocNumaNode[], issues: IssueList): NodeDistances[] {
  const base = Number(table.attributes.latency_base)
  const values = table.children
    .filter(({ name }) => name === 'latency')
    .map(({ attributes }) => Math.round(Number(attributes.value) * base))
  if (values.length !== nodes.length ** 2 || !values.every(Number.isSafeInteger)) {
    issues.add('countMismatch', table.line, `${values.length} distances of ${nodes.length} NUMA nodes`)
    return []
  }
  const ids = nodes.map(({ osIndex }) => osIndex)
  const rows = ids.map((_, row) => values.slice(row * ids.length, (row + 1) * ids.length))
  return joinRows(ids, rows)
}

function joinRows(ids: number[], rows: number[][]): NodeDistances[] {
  return ids.map((from, row) => ({
    from,
    to: ids.map((id, column) => ({ id, distance: rows[row]?.[column] ?? 0 })),
  }))
}
