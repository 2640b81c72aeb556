import type {
  Hugepages,
  LscpuFacts,
  LscpuPlacement,
  NodeDistances,
  NumactlFacts,
  NumactlNode,
  SysfsNode,
  SysfsNodeFacts,
} from '@/server/core/inventory/tools/cpu-facts'
import { cpuList, flag, listOf, mib, objectOf, orNull, text, whole } from './exact-schema'

export const nodeDistances = objectOf<NodeDistances>({
  from: whole,
  to: listOf(objectOf({ id: whole, distance: whole })),
})

export const lscpuSchema = objectOf<LscpuFacts>({
  architecture: orNull(text),
  vendor: orNull(text),
  modelName: orNull(text),
  cpus: orNull(whole),
  onlineCpus: orNull(cpuList),
  sockets: orNull(whole),
  coresPerSocket: orNull(whole),
  threadsPerCore: orNull(whole),
  numaNodeCount: orNull(whole),
  numaNodes: listOf(objectOf({ id: whole, cpus: cpuList })),
  hypervisorVendor: orNull(text),
  virtualizationType: orNull(text),
  placements: listOf(
    objectOf<LscpuPlacement>({
      cpu: whole,
      core: orNull(whole),
      socket: orNull(whole),
      node: orNull(whole),
      isOnline: orNull(flag),
    }),
  ),
})

export const numactlSchema = objectOf<NumactlFacts>({
  nodes: listOf(
    objectOf<NumactlNode>({ id: whole, cpus: orNull(cpuList), sizeMib: orNull(mib), freeMib: orNull(mib) }),
  ),
  distances: listOf(nodeDistances),
})

const hugepages = objectOf<Hugepages>({ sizeKib: whole, total: orNull(whole), free: orNull(whole) })

export const sysfsNodeSchema = objectOf<SysfsNodeFacts>({
  nodes: listOf(
    objectOf<SysfsNode>({
      id: whole,
      cpus: orNull(cpuList),
      memoryTotalMib: orNull(mib),
      memoryFreeMib: orNull(mib),
      hugepages: listOf(hugepages),
    }),
  ),
  distances: listOf(nodeDistances),
})
