import type { NodeDistances, NumactlFacts, NumactlNode } from '@/server/core/inventory/tools/cpu-facts'
import { asMib } from '@/server/core/units/mib'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { NodeCpus } from '@/server/facts/text/node-cpus'

const NODE_LINE = /^node (\d{1,5}) (cpus|size|free):\s*(.*)$/

/** Lines that carry no fact; the last is what firmware without a distance table leads to. */
const SILENT_LINES = new Set(['', 'node distances:', 'No distance information available.'])

/** The kernel's own ceiling (NODES_SHIFT 10). */
const MAX_NODES = 1_024

/** `numactl -H`. Nodes without CPUs or without memory are nodes all the same. Throws `PartRefusal`. */
export function parseNumactl(text: string, issues: IssueList): NumactlFacts {
  const nodes = new Map<number, NumactlNode>()
  const cpus = new NodeCpus()
  const distances: NodeDistances[] = []
  let claimed: number | null = null
  let columns: number[] | null = null
  let line = 0
  for (const content of text.split('\n').map((raw) => raw.trim())) {
    line += 1
    const available = /^available: (\d{1,5}) nodes? \(/.exec(content)
    const node = NODE_LINE.exec(content)
    const row = /^(\d{1,5}):\s+([\d\s]+)$/.exec(content)
    if (available) claimed = Number(available[1])
    else if (node) takeNodeLine({ nodes, cpus }, node, line, issues)
    else if (/^node(?:\s+\d+)+$/.test(content)) columns = readNumbers(content.slice(4))
    else if (row && columns && distances.length < columns.length)
      distances.push(readDistances(Number(row[1]), row[2] ?? '', columns, line))
    else if (!SILENT_LINES.has(content)) issues.add('unreadableLine', line, content)
  }
  refuseIncomplete(claimed, nodes, columns, distances, line)
  if (columns === null) issues.add('missingSection', null, 'no node distances')
  return { nodes: [...nodes.values()].toSorted((a, b) => a.id - b.id), distances }
}

function takeNodeLine(
  { nodes, cpus }: { nodes: Map<number, NumactlNode>; cpus: NodeCpus },
  [, idText, what, value = '']: RegExpExecArray,
  line: number,
  issues: IssueList,
): void {
  const id = Number(idText)
  const node = nodes.get(id) ?? { id, cpus: null, sizeMib: null, freeMib: null }
  nodes.set(id, node)
  if (nodes.size > MAX_NODES) throw new PartRefusal('tooLarge', line, `over ${MAX_NODES} nodes`)
  if (what === 'cpus' && node.cpus !== null)
    throw new PartRefusal('malformed', line, `node ${id} stands twice`)
  if (what === 'cpus') {
    node.cpus = cpus.read(value, line)
    if (node.cpus === null) issues.add('unreadableValue', line, `cpus: ${value}`)
    return
  }
  const size = /^(\d{1,12}) MB$/.exec(value)?.[1]
  // What numactl says where it cannot look, in a container for one.
  if (value === '<not available>') return
  if (size === undefined) issues.add('unreadableValue', line, `${what}: ${value}`)
  else if (what === 'size') node.sizeMib = asMib(Number(size))
  else node.freeMib = asMib(Number(size))
}

function readDistances(from: number, cells: string, columns: number[], line: number): NodeDistances {
  const values = readNumbers(cells)
  if (columns.length > MAX_NODES) throw new PartRefusal('tooLarge', line, `over ${MAX_NODES} columns`)
  if (values.length !== columns.length) {
    throw new PartRefusal('truncated', line, `${values.length} of ${columns.length} distances`)
  }
  return { from, to: columns.map((id, column) => ({ id, distance: values[column] ?? 0 })) }
}

function readNumbers(text: string): number[] {
  return text.trim().split(/\s+/).map(Number)
}

/** The first line says how many nodes must follow, the head of the table how many rows. */
function refuseIncomplete(
  claimed: number | null,
  nodes: Map<number, NumactlNode>,
  columns: number[] | null,
  distances: NodeDistances[],
  line: number,
): void {
  if (claimed === null) throw new PartRefusal('unrecognised', 1, 'no line "available: N nodes"')
  if (nodes.size < claimed) throw new PartRefusal('truncated', line, `${nodes.size} of ${claimed} nodes`)
  if (nodes.size > claimed)
    throw new PartRefusal('malformed', line, `${nodes.size} nodes, ${claimed} claimed`)
  if (columns && distances.length < columns.length) {
    throw new PartRefusal('truncated', line, `${distances.length} of ${columns.length} rows of distances`)
  }
}
