import { buildPcieTree, listDevices, type PcieRoot, type TopologyDevice } from '@/components/hosts/pcie-tree'
import type { HostCpu, HostFacts, HostNumaNode } from '@/server/core/inventory/host-facts'
import { parseCpuList } from '@/server/core/units/cpu-list'

export type NumaBox = {
  readonly node: HostNumaNode
  readonly threadCount: number | null
  /** null as soon as threads per core are not known. */
  readonly coreCount: number | null
  readonly roots: readonly PcieRoot[]
  readonly devices: readonly TopologyDevice[]
}

export type SocketGroup = {
  /** null: which socket these nodes belong to was not told. */
  readonly label: string | null
  readonly boxes: readonly NumaBox[]
}

export type Topology = {
  readonly groups: readonly SocketGroup[]
  /**
   * How nodes came to their sockets: `one` socket in all, `each` node is a socket, by their `distances`, or
   * `unknown`. No tool that Berth reads says it outright.
   */
  readonly grouping: 'one' | 'each' | 'distances' | 'unknown'
  /** Devices whose node nobody told. Not node 0. */
  readonly unplaced: { readonly roots: readonly PcieRoot[]; readonly devices: readonly TopologyDevice[] }
  readonly deviceCount: number
}

/** NUMA nodes in their sockets, each with its part of the PCIe tree. */
export function buildTopology(facts: HostFacts): Topology {
  const devices = listDevices(facts)
  const nodes = facts.numaNodes ?? []
  const known = new Set(nodes.map((node) => node.id))
  const boxes = nodes.map((node) => {
    const own = devices.filter((device) => device.numaNode === node.id)
    const threadCount = node.cpus === null ? null : (parseCpuList(node.cpus)?.length ?? null)
    const { threadsPerCore } = facts.cpu
    return {
      node,
      threadCount,
      coreCount: threadCount === null || threadsPerCore === null ? null : threadCount / threadsPerCore,
      roots: buildPcieTree(own, facts.pciFunctions),
      devices: own,
    }
  })
  const unplaced = devices.filter((device) => device.numaNode === null || !known.has(device.numaNode))
  return {
    ...groupBySocket(facts.cpu, boxes),
    unplaced: { roots: buildPcieTree(unplaced, facts.pciFunctions), devices: unplaced },
    deviceCount: devices.length,
  }
}

function groupBySocket(
  { sockets }: HostCpu,
  boxes: readonly NumaBox[],
): Pick<Topology, 'groups' | 'grouping'> {
  const cpuBoxes = boxes.filter(({ node }) => node.kind === 'cpu')
  const rest = boxes.filter(({ node }) => node.kind !== 'cpu')
  // Nodes without CPUs (memory only, GPU memory, CXL) stand apart: no socket is theirs for certain.
  const apart: SocketGroup[] = rest.length === 0 ? [] : [{ label: null, boxes: rest }]
  if (cpuBoxes.length === 0) return { groups: apart, grouping: 'unknown' }
  if (sockets === 1) return { groups: [{ label: 'Socket', boxes: cpuBoxes }, ...apart], grouping: 'one' }
  if (sockets === cpuBoxes.length) {
    const groups = cpuBoxes.map((box) => ({ label: `Socket of NUMA ${box.node.id}`, boxes: [box] }))
    return { groups: [...groups, ...apart], grouping: 'each' }
  }
  const clusters = sockets === null ? null : clusterByDistance(cpuBoxes, sockets)
  if (clusters === null) return { groups: [{ label: null, boxes: cpuBoxes }, ...apart], grouping: 'unknown' }
  const groups = clusters.map((cluster) => ({
    label: `Socket of NUMA ${cluster.map((box) => box.node.id).join(', ')}`,
    boxes: cluster,
  }))
  return { groups: [...groups, ...apart], grouping: 'distances' }
}

/**
 * Nodes of one socket are nearer to each other than to any other's. Looks for the distance at which the nodes fall
 * into exactly as many groups of one size as there are sockets; null where there is none.
 */
function clusterByDistance(boxes: readonly NumaBox[], sockets: number): NumaBox[][] | null {
  const between = (a: NumaBox, b: NumaBox) =>
    a.node.distances?.find(({ id }) => id === b.node.id)?.distance ?? Number.POSITIVE_INFINITY
  const limits = new Set(boxes.flatMap((a) => boxes.map((b) => between(a, b))))
  for (const limit of [...limits].filter(Number.isFinite).toSorted((a, b) => a - b)) {
    const clusters: NumaBox[][] = []
    for (const box of boxes) {
      const near = clusters.find((cluster) => cluster.every((other) => between(box, other) <= limit))
      if (near === undefined) clusters.push([box])
      else near.push(box)
    }
    const size = boxes.length / sockets
    if (clusters.length === sockets && clusters.every((cluster) => cluster.length === size)) return clusters
  }
  return null
}
