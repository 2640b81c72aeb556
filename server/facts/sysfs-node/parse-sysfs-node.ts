import type {
  Hugepages,
  NodeDistances,
  SysfsNode,
  SysfsNodeFacts,
} from '@/server/core/inventory/tools/cpu-facts'
import type { CpuList } from '@/server/core/units/cpu-list'
import { convertKibToMib } from '@/server/core/units/mib'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { NodeCpus } from '@/server/facts/text/node-cpus'
import { readPathValues } from '@/server/facts/text/path-values'

const PATH =
  /^\/sys\/devices\/system\/node\/node(\d{1,5})\/(?:(\w+)|hugepages\/hugepages-(\d{1,9})kB\/(\w+))$/

/** The kernel's own ceiling (NODES_SHIFT 10). */
const MAX_NODES = 1_024

/** x86 has 2, Arm 4. */
const MAX_PAGE_SIZES = 16

/**
 * Lines of /sys/devices/system/node/node*: cpulist, distance, meminfo, hugepages. Nodes, rows and page sizes stay in
 * the order of the text (a shell lists node10 before node2), so that a text cut off tells the first of them and not
 * others. Throws `PartRefusal`.
 */
export function parseSysfsNode(text: string, issues: IssueList): SysfsNodeFacts {
  const nodes = new Map<number, SysfsNode>()
  const cpuLists = new NodeCpus()
  const rows = new Map<number, { values: number[]; line: number }>()
  for (const { path, value, line } of readPathValues(text, (candidate) => PATH.test(candidate), issues)) {
    const [, idText, attribute, pageSize, pageAttribute] = PATH.exec(path) ?? []
    const id = Number(idText)
    const node = nodes.get(id) ?? createNode(id)
    nodes.set(id, node)
    if (nodes.size > MAX_NODES) throw new PartRefusal('tooLarge', line, `over ${MAX_NODES} nodes`)
    if (attribute === 'distance' && !rows.has(id) && /^\d{1,3}(?: \d{1,3})*$/.test(value)) {
      rows.set(id, { values: value.split(' ').map(Number), line })
    } else if (
      pageSize && pageAttribute
        ? !takeHugepages(node, Number(pageSize), pageAttribute, value)
        : !takeAttribute(node, attribute ?? '', value, (list) => cpuLists.read(list, line))
    ) {
      issues.add('unreadableValue', line, `${attribute ?? pageAttribute}: ${value}`)
    }
  }
  if (nodes.size === 0) throw new PartRefusal('unrecognised', 1, 'no line of /sys/devices/system/node')
  return { nodes: [...nodes.values()], distances: readDistances([...nodes.keys()], rows, issues) }
}

function takeAttribute(
  node: SysfsNode,
  attribute: string,
  value: string,
  readCpus: (list: string) => CpuList | null,
): boolean {
  if (attribute === 'cpulist') {
    if (node.cpus !== null) return false
    node.cpus = readCpus(value)
    return node.cpus !== null
  }
  if (attribute !== 'meminfo') return attribute !== 'distance'
  const match = /^Node \d+ (MemTotal|MemFree):\s+(\d{1,12}) kB$/.exec(value)
  if (match?.[1] === 'MemTotal') node.memoryTotalMib ??= convertKibToMib(Number(match[2]))
  if (match?.[1] === 'MemFree') node.memoryFreeMib ??= convertKibToMib(Number(match[2]))
  return match !== null || /^Node \d+ \w+/.test(value)
}

function takeHugepages(node: SysfsNode, sizeKib: number, attribute: string, value: string): boolean {
  if (!/^\d{1,12}$/.test(value) || node.hugepages.length >= MAX_PAGE_SIZES) return false
  const known = node.hugepages.find((pages) => pages.sizeKib === sizeKib)
  const pages: Hugepages = known ?? { sizeKib, total: null, free: null }
  if (!known) node.hugepages.push(pages)
  if (attribute === 'nr_hugepages') pages.total ??= Number(value)
  if (attribute === 'free_hugepages') pages.free ??= Number(value)
  return true
}

/** A row lists the nodes on line in ascending order, without their ids: it fits only where all of them are here. */
function readDistances(
  ids: number[],
  rows: Map<number, { values: number[]; line: number }>,
  issues: IssueList,
): NodeDistances[] {
  const ascending = ids.toSorted((a, b) => a - b)
  const distances: NodeDistances[] = []
  for (const [from, { values, line }] of rows) {
    if (values.length === ids.length) {
      distances.push({ from, to: ascending.map((id, column) => ({ id, distance: values[column] ?? 0 })) })
    } else issues.add('countMismatch', line, `${values.length} distances, ${ids.length} nodes`)
  }
  return distances
}

function createNode(id: number): SysfsNode {
  return { id, cpus: null, memoryTotalMib: null, memoryFreeMib: null, hugepages: [] }
}
