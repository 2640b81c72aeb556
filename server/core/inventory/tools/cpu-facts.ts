import type { CpuList } from '@/server/core/units/cpu-list'
import type { Mib } from '@/server/core/units/mib'

/** What one `lscpu` said, as JSON, as text or as a table of CPUs. */
export interface LscpuFacts {
  architecture: string | null
  vendor: string | null
  /** Of a processor with several kinds of core, all names with ` + ` between them. */
  modelName: string | null
  /** All CPUs (hardware threads), on line or not. */
  cpus: number | null
  onlineCpus: CpuList | null
  /** These three are null where kinds of core differ: each kind has its own. */
  sockets: number | null
  coresPerSocket: number | null
  threadsPerCore: number | null
  /** How many nodes it claims; `numaNodes` is what it lists. */
  numaNodeCount: number | null
  numaNodes: { id: number; cpus: CpuList }[]
  hypervisorVendor: string | null
  virtualizationType: string | null
  /** One entry a row of `lscpu -p` or `-e`, in their order; empty in the other forms. */
  placements: LscpuPlacement[]
}

/** Where one CPU sits. Numbers as printed; CPUs with one core (in one socket) are siblings. */
export interface LscpuPlacement {
  cpu: number
  core: number | null
  socket: number | null
  node: number | null
  isOnline: boolean | null
}

/** What one `numactl -H` said. Its "MB" are mebibytes. */
export interface NumactlFacts {
  nodes: NumactlNode[]
  distances: NodeDistances[]
}

export interface NumactlNode {
  id: number
  cpus: CpuList | null
  sizeMib: Mib | null
  freeMib: Mib | null
}

/** Relative distance (10 is local) from one node to each other, by node id: ids may have gaps. */
export interface NodeDistances {
  from: number
  to: { id: number; distance: number }[]
}

/** What sysfs said under /sys/devices/system/node. Lists are in the order of the text. */
export interface SysfsNodeFacts {
  nodes: SysfsNode[]
  distances: NodeDistances[]
}

export interface SysfsNode {
  id: number
  cpus: CpuList | null
  memoryTotalMib: Mib | null
  memoryFreeMib: Mib | null
  hugepages: Hugepages[]
}

export interface Hugepages {
  /** 2048 or 1048576. */
  sizeKib: number
  total: number | null
  free: number | null
}
