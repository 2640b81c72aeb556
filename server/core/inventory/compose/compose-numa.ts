import type { HostNumaNode } from '@/server/core/inventory/host-facts'
import type { ToolParts } from '@/server/core/inventory/tools/tool-facts'
import type { CpuList } from '@/server/core/units/cpu-list'
import { seesAllCpus } from './compose-system'
import type { Claim, FactJudge } from './fact-judge'

/** NUMA nodes by id: sysfs before numactl, lscpu, libvirt and hwloc. Null when none of them told. */
export function composeNumaNodes(parts: ToolParts, judge: FactJudge): HostNumaNode[] | null {
  const told = [
    parts['sysfs-node']?.nodes.map((node) => node.id),
    parts.numactl?.nodes.map((node) => node.id),
    parts.lscpu?.numaNodes.map((node) => node.id),
    parts['virsh-capabilities']?.cells.map((cell) => cell.id),
    parts.lstopo?.numaNodes.map((node) => node.osIndex),
  ].flatMap((ids) => (ids && ids.length > 0 ? ids : []))
  if (told.length === 0 && !parts['sysfs-node'] && !parts.numactl) return null
  const gpuMemoryIds = new Set((parts['nvidia-smi-topo-m']?.devices ?? []).map((device) => device.gpuNumaId))
  for (const node of parts.lstopo?.numaNodes ?? []) {
    if (node.subtype === 'GPUMemory' || node.gpuAddress !== null) gpuMemoryIds.add(node.osIndex)
  }
  return [...new Set(told)]
    .toSorted((a, b) => a - b)
    .map((id) => composeNode(id, parts, gpuMemoryIds.has(id), judge))
}

function composeNode(id: number, parts: ToolParts, isGpuMemory: boolean, judge: FactJudge): HostNumaNode {
  const path = `numaNodes[${id}]`
  const sysfs = parts['sysfs-node']?.nodes.find((node) => node.id === id)
  const numactl = parts.numactl?.nodes.find((node) => node.id === id)
  const lscpu = parts.lscpu?.numaNodes.find((node) => node.id === id)
  const cell = parts['virsh-capabilities']?.cells.find((one) => one.id === id)
  const hwloc = parts.lstopo?.numaNodes.find((node) => node.osIndex === id)
  const cpuClaims: Claim<CpuList>[] = [
    ['sysfs-node', sysfs?.cpus],
    ['numactl', numactl?.cpus],
    ['lscpu', lscpu?.cpus],
    ['virsh-capabilities', cell?.cpus],
  ]
  // From a cgroup lstopo sees a part of the CPUs: enough where nobody else told, but no witness against others.
  const isWhole = seesAllCpus(parts.lstopo)
  const isNeeded = isWhole || (cpuClaims.every(([, told]) => (told ?? null) === null) && hwloc?.cpus !== '')
  const cpus = judge.pick(`${path}.cpus`, [...cpuClaims, ['lstopo', isNeeded ? hwloc?.cpus : null]])
  // All print the kernel's figure, rounded each in its own way.
  const memoryTotalMib = judge.prefer(`${path}.memoryTotalMib`, [
    ['sysfs-node', sysfs?.memoryTotalMib],
    ['numactl', numactl?.sizeMib],
    ['virsh-capabilities', cell?.memoryMib],
    ['lstopo', hwloc?.memoryMib],
  ])
  const distancesOf = (rows: { from: number; to: { id: number; distance: number }[] }[] | undefined) =>
    rows?.find((row) => row.from === id)?.to
  return {
    id,
    kind: hwloc?.subtype?.startsWith('CXL') ? 'cxl' : judgeKind(cpus, memoryTotalMib, isGpuMemory),
    cpus,
    memoryTotalMib,
    distances: judge.prefer(`${path}.distances`, [
      ['sysfs-node', distancesOf(parts['sysfs-node']?.distances)],
      ['numactl', distancesOf(parts.numactl?.distances)],
      ['virsh-capabilities', distancesOf(parts['virsh-capabilities']?.distances)],
      ['lstopo', distancesOf(parts.lstopo?.distances)],
    ]),
    hugepages: judge.prefer(`${path}.hugepages`, [
      ['sysfs-node', sysfs && sortBySize(sysfs.hugepages).map(({ sizeKib, total }) => ({ sizeKib, total }))],
      [
        'virsh-capabilities',
        // The first entry counts the ordinary pages.
        cell?.pages
          .filter(({ sizeKib }) => sizeKib > 64)
          .map(({ sizeKib, count }) => ({ sizeKib, total: count })),
      ],
      ['lstopo', hwloc && hwloc.hugepages.length > 0 ? sortBySize(hwloc.hugepages) : null],
    ]),
    reading: {
      memoryFreeMib: judge.prefer(`${path}.reading.memoryFreeMib`, [
        ['sysfs-node', sysfs?.memoryFreeMib],
        ['numactl', numactl?.freeMib],
      ]),
      hugepagesFree: judge.prefer(`${path}.reading.hugepagesFree`, [
        ['sysfs-node', sysfs && sortBySize(sysfs.hugepages).map(({ sizeKib, free }) => ({ sizeKib, free }))],
      ]),
    },
  }
}

function sortBySize<T extends { sizeKib: number }>(pages: readonly T[]): T[] {
  return pages.toSorted((a, b) => a.sizeKib - b.sizeKib)
}

/**
 * A node with CPUs is one of CPUs even without memory. Which nodes are GPU memory only the driver says; the empty
 * nodes that Grace keeps for MIG instances stay unknown. Only hwloc tells CXL from other far memory.
 */
function judgeKind(
  cpus: string | null,
  memoryMib: number | null,
  isGpuMemory: boolean,
): HostNumaNode['kind'] {
  if (cpus) return 'cpu'
  if (isGpuMemory) return 'gpuMemory'
  return cpus === '' && memoryMib !== null && memoryMib > 0 ? 'memoryOnly' : 'unknown'
}

/** `numa_node` as sysfs prints it, by the -1 rule: on a one-node host it is that node, elsewhere unknown. */
export function resolveNumaNode(
  printed: number | null | undefined,
  nodes: HostNumaNode[] | null,
): number | null {
  if (printed === null || printed === undefined) return null
  if (printed >= 0) return printed
  return nodes?.length === 1 ? (nodes[0]?.id ?? null) : null
}
