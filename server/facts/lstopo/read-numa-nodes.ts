import type { HwlocNumaNode } from '@/server/core/inventory/tools/hwloc-facts'
import { formatCpuList } from '@/server/core/units/cpu-list'
import { asMib } from '@/server/core/units/mib'
import { parsePciAddress } from '@/server/core/units/pci-address'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readText } from '@/server/facts/text/read-value'
import type { XmlNode } from '@/server/facts/text/xml-tree'
import { type HwlocObject, readInfo, readWhole } from './hwloc-objects'
import { readBitmap } from './read-bitmap'

const BYTES_PER_MIB = 1024 * 1024

/** The kernel's own ceiling (NODES_SHIFT 10). */
const MAX_NODES = 1_024

/** GPU memory and HBM name CPUs again that other nodes have; still no machine comes near. */
const MAX_NEAR_CPUS = 1_000_000

/**
 * NUMA nodes, wherever they stand: above the packages in hwloc 1, as memory children from hwloc 2 on. Throws
 * `PartRefusal`.
 */
export function readNumaNodes(objects: HwlocObject[], issues: IssueList): HwlocNumaNode[] {
  const nodes = new Map<number, { node: HwlocNumaNode; near: number[] | null }>()
  let nearCpus = 0
  for (const object of objects) {
    if (object.type !== 'NUMANode') continue
    const { line, attributes } = object.node
    const osIndex = readWhole(attributes.os_index)
    if (osIndex === null) issues.add('unreadableValue', line, `NUMA node ${attributes.os_index ?? ''}`)
    else if (nodes.has(osIndex)) issues.add('duplicate', line, `NUMA node ${osIndex}`)
    else {
      const near = readBitmap(attributes.cpuset)
      nearCpus += near?.length ?? 0
      nodes.set(osIndex, { node: readNode(object, osIndex), near })
    }
    if (nodes.size > MAX_NODES || nearCpus > MAX_NEAR_CPUS) {
      throw new PartRefusal(
        'tooLarge',
        line,
        `over ${MAX_NODES} NUMA nodes or ${MAX_NEAR_CPUS} CPUs near them`,
      )
    }
  }
  return settleCpus([...nodes.values()])
}

/** Memory that stands beside the DRAM of the same CPUs and has none of its own. */
export function isOrdinaryMemory({ subtype }: HwlocNumaNode): boolean {
  return subtype === null || subtype === 'DRAM'
}

/**
 * hwloc gives a node of HBM or of GPU memory the CPUs it is near to, the same that the DRAM beside it has. They are
 * the DRAM's; where two nodes of ordinary memory share CPUs, nothing tells whose they are.
 */
function settleCpus(nodes: { node: HwlocNumaNode; near: number[] | null }[]): HwlocNumaNode[] {
  const claims = new Map<number, number>()
  for (const { node, near } of nodes) {
    if (!isOrdinaryMemory(node)) continue
    for (const cpu of near ?? []) claims.set(cpu, (claims.get(cpu) ?? 0) + 1)
  }
  return nodes.map(({ node, near }) => {
    const nearCpus = near && formatCpuList(near)
    const most = isOrdinaryMemory(node) ? 1 : 0
    const isOwn = near?.every((cpu) => (claims.get(cpu) ?? 0) <= most) ?? false
    return { ...node, cpus: isOwn ? nearCpus : null, nearCpus }
  })
}

function readNode({ node, parent }: HwlocObject, osIndex: number): HwlocNumaNode {
  const { local_memory: memory, subtype } = node.attributes
  const memoryBytes = readWhole(memory) ?? readPagesBytes(node)
  const isCached = parent?.type === 'MemCache'
  return {
    osIndex,
    memoryBytes,
    memoryMib: memoryBytes === null ? null : asMib(Math.floor(memoryBytes / BYTES_PER_MIB)),
    cpus: null,
    nearCpus: null,
    subtype: readText(subtype ?? null) ?? readInfo(node, 'Type'),
    gpuAddress: parsePciAddress(readInfo(node, 'PCIBusID') ?? ''),
    memorySideCacheBytes: isCached ? readWhole(parent.node.attributes.cache_size) : null,
    hugepages: readHugepages(node),
  }
}

/** hwloc leaves out memory of 0 bytes, but lists its pages, 0 of each size. */
function readPagesBytes(node: XmlNode): number | null {
  const counts = listPages(node).map(({ count }) => count)
  return counts.length > 0 && counts.every((count) => count === 0) ? 0 : null
}

/** The smallest size is that of ordinary pages. */
function readHugepages(node: XmlNode): HwlocNumaNode['hugepages'] {
  const pages = listPages(node)
  const ordinary = Math.min(...pages.map(({ sizeBytes }) => sizeBytes))
  return pages
    .filter(({ sizeBytes }) => sizeBytes > ordinary && sizeBytes % 1024 === 0)
    .map(({ sizeBytes, count }) => ({ sizeKib: sizeBytes / 1024, total: count }))
}

function listPages(node: XmlNode): { sizeBytes: number; count: number }[] {
  return node.children.flatMap(({ name, attributes }) => {
    const sizeBytes = readWhole(attributes.size)
    const count = readWhole(attributes.count)
    return name === 'page_type' && sizeBytes !== null && count !== null ? [{ sizeBytes, count }] : []
  })
}
