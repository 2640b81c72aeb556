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
  productName: string | null
  productVendor: string | null
  cpuModel: string | null
  architecture: string | null
  kernelRelease: string | null
  packages: number | null
  cores: number | null
  /** Hardware threads. */
  pus: number | null
  numaNodes: HwlocNumaNode[]
  distances: NodeDistances[]
  pciDevices: HwlocPciDevice[]
  /** GPUs shown as operating-system devices without any PCI device above them (GB10). */
  looseGpus: HwlocOsDevice[]
  /** NVLink bandwidth between GPUs, MB/s as printed, where the document carries the matrix. */
  nvlinkBandwidth: { names: string[]; megabytesPerSecond: (number | null)[][] } | null
}

export interface HwlocNumaNode {
  osIndex: number
  memoryMib: Mib | null
  cpus: CpuList | null
  /** `GPUMemory`, `HBM`, … where hwloc tells. */
  subtype: string | null
}

export interface HwlocPciDevice extends PciIds {
  address: PciAddress
  name: string | null
  /** GB/s of the link as printed by hwloc; 0 and absence are null. */
  linkSpeedGBps: number | null
  /** The nearest NUMA node by locality; null where several are equally near or it has none. */
  numaNode: number | null
  osDevices: HwlocOsDevice[]
}

export interface HwlocOsDevice {
  /** `cuda0`, `nvml0`, `rsmi2`, `mlx5_0`, `eth0`. */
  name: string
  /** hwloc's osdev type as a word: `storage`, `gpu`, `network`, `openfabrics`, `dma`, `coprocessor`. */
  kind: string | null
  /** `CUDA`, `NVML`, `RSMI`, `OpenCL`, … */
  subtype: string | null
  model: string | null
  uuid: string | null
  serial: string | null
  memoryMib: Mib | null
  multiprocessors: number | null
}
