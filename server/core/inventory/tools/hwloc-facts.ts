import type { CpuList } from '@/server/core/units/cpu-list'
import type { Mib } from '@/server/core/units/mib'
import type { PciAddress } from '@/server/core/units/pci-address'
import type { NodeDistances } from './cpu-facts'
import type { PciIds } from './pci-facts'

/** What one `lstopo --of xml` (hwloc 1, 2 or 3) said. */
export interface HwlocFacts {
  /** As the document says; null in hwloc 1, which does not. */
  formatVersion: string | null
  hwlocVersion: string | null
  hostname: string | null
  /** DMI's, or the platform's where there is no DMI (POWER). */
  productName: string | null
  productVendor: string | null
  /** Told to root only, as is the UUID (lower case). */
  productSerial: string | null
  productUuid: string | null
  /** Of the first package. */
  cpuModel: string | null
  architecture: string | null
  kernelRelease: string | null
  /** How many the document shows: what a cgroup hides from lstopo's caller is not among them. */
  packages: number | null
  cores: number | null
  /** Hardware threads. */
  pus: number | null
  /** CPUs and nodes that are there and cannot be used: off line, or kept from lstopo's caller by a cgroup. */
  unusableCpus: CpuList | null
  unusableNodes: number[] | null
  cpuKinds: HwlocCpuKind[]
  /** In document order. */
  numaNodes: HwlocNumaNode[]
  distances: NodeDistances[]
  /** PCI-to-PCI bridges too. In document order; an address may stand twice in a document somebody edited. */
  pciDevices: HwlocPciDevice[]
  /** GPUs shown as operating-system devices without any PCI device above them. */
  looseGpus: HwlocOsDevice[]
  linkMatrices: HwlocLinkMatrix[]
}

/** Cores of one kind on a processor that mixes them (GB10: ten large, ten small). */
export interface HwlocCpuKind {
  cpus: CpuList | null
  /** `IntelAtom`, `IntelCore`; null elsewhere. */
  coreType: string | null
  maxFrequencyMhz: number | null
  /** The Linux scheduler's relative capacity, at most 1024. */
  linuxCapacity: number | null
}

export interface HwlocNumaNode {
  osIndex: number
  /** Exactly as printed; null where the document names no memory, which hwloc does for none and for unknown. */
  memoryBytes: number | null
  /** The same in whole MiB, rounded down. */
  memoryMib: Mib | null
  /** The CPUs of the node. Null where several nodes are near the same CPUs and nothing tells whose they are. */
  cpus: CpuList | null
  /** The CPUs it is near to, as printed. For memory without CPUs of its own these are its neighbours. */
  nearCpus: CpuList | null
  /** `DRAM`, `HBM`, `MCDRAM`, `GPUMemory`, `NVM`, `CXL-DRAM`, … where hwloc tells. */
  subtype: string | null
  /** The GPU whose memory it is, where hwloc tells. */
  gpuAddress: PciAddress | null
  /** DRAM that caches this node's slower memory; null where there is none. */
  memorySideCacheBytes: number | null
  /** Other than the ordinary page. */
  hugepages: { sizeKib: number; total: number }[]
}

export interface HwlocPciDevice extends PciIds {
  address: PciAddress
  /** Vendor and device in one text where hwloc knows them. */
  name: string | null
  /** `NVSwitch` where hwloc tells. */
  subtype: string | null
  revision: string | null
  /** GB/s of the link as printed by hwloc, at the moment of asking; 0 and absence are null. */
  linkSpeedGBps: number | null
  /** The nearest NUMA node of ordinary memory by locality; null where several are equally near or it has none. */
  numaNode: number | null
  /** The nearest bridge that is shown; lstopo leaves out those it holds for unimportant. Null at the root. */
  parent: PciAddress | null
  /** `pci0000:00` for a device directly below a root bus. */
  rootBus: string | null
  /** A bridge's bus numbers; null for anything else. */
  bridge: { secondaryBus: number; subordinateBus: number } | null
  /** The slot's label. */
  physicalSlot: string | null
  /** What its GPU libraries said together; null where none of them saw it. */
  gpu: HwlocGpu | null
  osDevices: HwlocOsDevice[]
}

/** The first of CUDA, NVML, RSMI, LevelZero, OpenCL and the others that tells. */
export interface HwlocGpu {
  model: string | null
  uuid: string | null
  serial: string | null
  memoryMib: Mib | null
}

export type HwlocOsKind = 'storage' | 'memory' | 'gpu' | 'coprocessor' | 'network' | 'openfabrics' | 'dma'

export interface HwlocOsDevice {
  /** `cuda0`, `nvml0`, `rsmi2`, `mlx5_0`, `eth0`. */
  name: string
  /** The first of `kinds`. */
  kind: HwlocOsKind | null
  /** hwloc's osdev type as words; up to hwloc 2 there is one, hwloc 3 tells several (`gpu` and `coprocessor`). */
  kinds: HwlocOsKind[]
  /** `CUDA`, `NVML`, `RSMI`, `OpenCL`, `LevelZero`, `Disk`, … */
  subtype: string | null
  model: string | null
  uuid: string | null
  serial: string | null
  memoryMib: Mib | null
  /** Multiprocessors (CUDA) or compute units (OpenCL). */
  multiprocessors: number | null
}

/** A square table between devices: `NVLinkBandwidth`, `XGMIBandwidth`, `XGMIHops`, `XeLinkBandwidth`. */
export interface HwlocLinkMatrix {
  /** `…Bandwidth` is in MB/s, `…Hops` in hops. */
  name: string
  /** In the order of rows and columns. */
  ends: HwlocLinkEnd[]
  /** As printed: 0 is no direct link. Some versions write 1000000 for a device with itself. */
  values: number[][]
}

export interface HwlocLinkEnd {
  /** hwloc's object type: `OSDev`, `Package`, `PCIDev`. */
  type: string
  /** `nvml0`, or the number of a package. */
  name: string | null
  /** Of the PCI device it belongs to or is. */
  address: PciAddress | null
}
