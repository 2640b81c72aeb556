import type { HostNumaNode } from '@/server/core/inventory/host-facts'
import type { ToolParts } from '@/server/core/inventory/tools/tool-facts'
import { type FactJudge, pickFirst } from './fact-judge'

/** NUMA nodes by id: sysfs before numactl before lscpu. Null when none of the three told. */
export function composeNumaNodes(parts: ToolParts, judge: FactJudge): HostNumaNode[] | null {
  const { 'sysfs-node': sysfs, numactl, lscpu } = parts
  const isTold = sysfs || numactl || (lscpu && lscpu.numaNodes.length > 0)
  if (!isTold) return null
  const ids = new Set([
    ...(sysfs?.nodes ?? []).map((node) => node.id),
    ...(numactl?.nodes ?? []).map((node) => node.id),
    ...(lscpu?.numaNodes ?? []).map((node) => node.id),
  ])
  const gpuMemoryIds = new Set((parts['nvidia-smi-topo-m']?.devices ?? []).map((device) => device.gpuNumaId))
  return [...ids].toSorted((a, b) => a - b).map((id) => composeNode(id, parts, gpuMemoryIds.has(id), judge))
}

function composeNode(id: number, parts: ToolParts, isGpuMemory: boolean, judge: FactJudge): HostNumaNode {
  const sysfs = parts['sysfs-node']?.nodes.find((node) => node.id === id)
  const numactl = parts.numactl?.nodes.find((node) => node.id === id)
  const lscpu = parts.lscpu?.numaNodes.find((node) => node.id === id)
  const cpus = judge.pick(`numaNodes[${id}].cpus`, [
    { tool: 'sysfs-node', value: sysfs?.cpus },
    { tool: 'numactl', value: numactl?.cpus },
    { tool: 'lscpu', value: lscpu?.cpus },
  ])
  // Both print the kernel's figure, rounded each in its own way.
  const memoryTotalMib = pickFirst(sysfs?.memoryTotalMib, numactl?.sizeMib)
  const distances = [...(parts['sysfs-node']?.distances ?? []), ...(parts.numactl?.distances ?? [])]
  return {
    id,
    kind: judgeKind(cpus, memoryTotalMib, isGpuMemory),
    cpus,
    memoryTotalMib,
    distances: distances.find((row) => row.from === id)?.to ?? null,
    hugepages: sysfs?.hugepages.map(({ sizeKib, total }) => ({ sizeKib, total })) ?? null,
    reading: {
      memoryFreeMib: pickFirst(sysfs?.memoryFreeMib, numactl?.freeMib),
      hugepagesFree: sysfs?.hugepages.map(({ sizeKib, free }) => ({ sizeKib, free })) ?? null,
    },
  }
}

/**
 * A node with CPUs is one of CPUs even without memory. Which nodes are GPU memory only the driver says; the empty
 * nodes that Grace keeps for MIG instances stay unknown. No tool read today tells CXL from other far memory.
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
