import type { LscpuFacts, LscpuPlacement } from '@/server/core/inventory/tools/cpu-facts'
import { normaliseCpuList } from '@/server/core/units/cpu-list'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { NodeCpus } from '@/server/facts/text/node-cpus'
import { readText } from '@/server/facts/text/read-value'

/** The kernel's own ceiling (NODES_SHIFT 10). */
const MAX_NODES = 1_024

/** Comes after the last kind of core. A text without any of these may have been cut before a second kind. */
const AFTER_KINDS = /^(?:Virtualization|Caches|L\d[di]? |NUMA|Vulnerabilit|Hypervisor)/

type Field = [name: string, data: string]

/**
 * The facts of lscpu's fields in their order, whatever form they were printed in. A processor with several kinds of
 * core (GB10: ten Cortex-X925, ten Cortex-A725) repeats `Model name` and the counts for each.
 */
export function readFacts(
  list: Field[],
  placements: LscpuPlacement[],
  { isWhole, issues }: { isWhole: boolean; issues: IssueList },
): LscpuFacts {
  const fields = new Map(list.toReversed())
  const readNumber = (name: string) => readCount(fields, name, issues)
  const cpus = readNumber('CPU(s)')
  const facts: LscpuFacts = {
    architecture: readText(fields.get('Architecture') ?? null),
    vendor: readText(fields.get('Vendor ID') ?? null),
    cpus,
    ...readKinds(list, isWhole, cpus, readNumber),
    onlineCpus: normaliseCpuList(fields.get('On-line CPU(s) list') ?? '') || null,
    numaNodeCount: readNumber('NUMA node(s)'),
    numaNodes: readNumaNodes(list, issues),
    hypervisorVendor: readText(fields.get('Hypervisor vendor') ?? null),
    virtualizationType: readText(fields.get('Virtualization type') ?? null),
    placements,
  }
  if (facts.numaNodeCount !== null && facts.numaNodeCount !== facts.numaNodes.length) {
    const listed = `${facts.numaNodeCount} NUMA nodes claimed, ${facts.numaNodes.length} listed`
    issues.add('countMismatch', null, listed)
  }
  return facts
}

type Kinds = Pick<LscpuFacts, 'modelName' | 'sockets' | 'coresPerSocket' | 'threadsPerCore'>

/**
 * The counts of one kind are not the machine's where there are several. A text that ends before anything that follows
 * the last kind tells all of them only if the first one's cores are all CPUs.
 */
function readKinds(
  list: Field[],
  isWhole: boolean,
  cpus: number | null,
  readNumber: (name: string) => number | null,
): Kinds {
  const names = list.flatMap(([name, data]) => (name === 'Model name' ? (readText(data) ?? []) : []))
  const isRepeated = names.length > 1 || list.filter(([name]) => name === 'Socket(s)').length > 1
  const sockets = readNumber('Socket(s)')
  const coresPerSocket = readNumber('Core(s) per socket')
  const threadsPerCore = readNumber('Thread(s) per core')
  const isComplete =
    isWhole ||
    list.some(([name]) => AFTER_KINDS.test(`${name} `)) ||
    (cpus !== null && (sockets ?? 0) * (coresPerSocket ?? 0) * (threadsPerCore ?? 0) === cpus)
  const modelName = isComplete && names.length > 0 ? names.join(' + ') : null
  return isComplete && !isRepeated
    ? { modelName, sockets, coresPerSocket, threadsPerCore }
    : { modelName, sockets: null, coresPerSocket: null, threadsPerCore: null }
}

function readCount(fields: Map<string, string>, name: string, issues: IssueList): number | null {
  const text = readText(fields.get(name) ?? null)
  if (text === null || text === '-') return null
  if (/^\d{1,6}$/.test(text)) return Number(text)
  issues.add('unreadableValue', null, `${name}: ${text}`)
  return null
}

/** In lscpu's order, which is ascending. Of a node that stands twice the first line counts. */
function readNumaNodes(list: Field[], issues: IssueList): LscpuFacts['numaNodes'] {
  const nodes = new Map<number, LscpuFacts['numaNodes'][number]>()
  const cpuLists = new NodeCpus()
  for (const [name, data] of list) {
    const idText = /^NUMA node(\d{1,5}) CPU\(s\)$/.exec(name)?.[1]
    if (idText === undefined || nodes.has(Number(idText))) continue
    if (nodes.size >= MAX_NODES) throw new PartRefusal('tooLarge', null, `over ${MAX_NODES} NUMA nodes`)
    const cpus = cpuLists.read(data === '-' ? '' : data, null)
    if (cpus === null) issues.add('unreadableValue', null, `${name}: ${data}`)
    else nodes.set(Number(idText), { id: Number(idText), cpus })
  }
  return [...nodes.values()]
}
