import type { CpuList } from '@/server/core/units/cpu-list'
import type { Mib } from '@/server/core/units/mib'
import type { PciAddress } from '@/server/core/units/pci-address'
import type { HostGpu } from './host-gpu'
import type { HostOccupant } from './host-occupant'
import type { CmdlineFacts } from './tools/kernel-facts'
import type { P2pStatus } from './tools/p2p-facts'
import type { LspciSriov, PciBar, PciIds } from './tools/pci-facts'
import type { ToolId } from './tools/tool-facts'
import type { TopoLink } from './tools/topo-facts'

export const HOST_FACTS_SCHEMA = 'berth.host-facts/2'

/**
 * One host as its tools together describe it: `docs/host-facts.md` says the same field by field. Null is "not told"
 * everywhere, for lists too: `gpus: null` is a host nobody looked at, `gpus: []` one without GPUs. What moves from
 * minute to minute (temperatures, free memory) is kept under keys named `reading`, so that a history of facts can
 * leave it out (`isReadingPath`).
 */
export interface HostFacts {
  schema: typeof HOST_FACTS_SCHEMA
  system: HostSystem
  machineKind: 'physical' | 'guest' | 'unknown'
  cpu: HostCpu
  /** By id. */
  numaNodes: HostNumaNode[] | null
  /** By address. */
  pciFunctions: HostPciFunction[] | null
  /** By PCI address. Virtual functions and the display chips of management controllers are not GPUs. */
  gpus: HostGpu[] | null
  gpuLinks: GpuLinks | null
  driver: HostDriver
  kernel: HostKernel
  fabric: HostFabric
  /** By label. */
  networkAdapters: HostNetworkAdapter[] | null
  /** What already runs here: virtual machines and mediated devices, by key. GPU processes are readings of the GPUs. */
  occupants: HostOccupant[] | null
  provenance: Record<HostSection, ToolId[]>
  contradictions: Contradiction[]
}

export type HostSection =
  | 'system'
  | 'machineKind'
  | 'cpu'
  | 'numaNodes'
  | 'pciFunctions'
  | 'gpus'
  | 'gpuLinks'
  | 'driver'
  | 'kernel'
  | 'fabric'
  | 'networkAdapters'
  | 'occupants'

export interface HostSystem {
  hostname: string | null
  os: { id: string | null; versionId: string | null; prettyName: string | null }
  kernelRelease: string | null
  kernelVersion: string | null
  architecture: string | null
  productUuid: string | null
  productName: string | null
  vendor: string | null
  serial: string | null
  family: string | null
  boardName: string | null
  biosVersion: string | null
  biosDate: string | null
  chassisAssetTag: string | null
}

export interface HostCpu {
  vendor: string | null
  modelName: string | null
  sockets: number | null
  coresPerSocket: number | null
  threadsPerCore: number | null
  /** Hardware threads, on line or not. */
  cpus: number | null
  onlineCpus: CpuList | null
  hypervisorVendor: string | null
  virtualizationType: string | null
}

export interface HostNumaNode {
  id: number
  /** `unknown`: it has neither CPUs nor memory, or nobody told. Only `cpu` and `memoryOnly` are host RAM. */
  kind: 'cpu' | 'memoryOnly' | 'gpuMemory' | 'cxl' | 'unknown'
  cpus: CpuList | null
  memoryTotalMib: Mib | null
  distances: { id: number; distance: number }[] | null
  hugepages: { sizeKib: number; total: number | null }[] | null
  reading: { memoryFreeMib: Mib | null; hugepagesFree: { sizeKib: number; free: number | null }[] | null }
}

export interface PciLink {
  currentWidth: number | null
  maxGts: number | null
  maxGen: number | null
  maxWidth: number | null
  /** An idle device lowers its rate by itself. */
  reading: { currentGts: number | null; currentGen: number | null }
}

export interface HostPciFunction extends PciIds {
  address: PciAddress
  /** The bridge above; null at a root or when not told (`rootBus` says which). */
  parent: PciAddress | null
  rootBus: string | null
  /** Set on virtual functions: the function they belong to. */
  physicalFunction: PciAddress | null
  className: string | null
  name: string | null
  revision: string | null
  /** After the -1 rule: on a one-node host it is that node, elsewhere unknown. */
  numaNode: number | null
  iommuGroup: number | null
  driver: string | null
  modules: string[] | null
  link: PciLink | null
  bars: PciBar[] | null
  sriov: LspciSriov | null
  acsEnabled: string[] | null
  isAtsEnabled: boolean | null
}

export interface GpuLinks {
  devices: { label: string; kind: 'gpu' | 'nic'; name: string | null; gpuKey: string | null }[]
  /** `links[row][column]` in the order of `devices`. */
  links: (TopoLink | null)[][]
  /** False: the tool was asked for PCIe paths only, so nothing is known about NVLink. */
  showsNvlink: boolean | null
  /** `p2p[row][column]` over the GPUs of `devices` in their order: whether each can read the other's memory. */
  p2p: (P2pStatus | null)[][] | null
}

export interface HostDriver {
  flavour: 'datacenter' | 'vgpuManager' | 'vfioOnly' | 'none' | 'unknown'
  version: string | null
  cudaVersion: string | null
  /** Which build of the kernel module is loaded. */
  moduleFlavour: 'open' | 'proprietary' | null
}

export interface HostKernel {
  /** Those installed; the running one is `system.kernelRelease`. */
  installed: string[] | null
  /** What would run after a reboot, where that can be told and differs from what runs. */
  pending: string | null
  isRebootRequired: boolean | null
  /** Of /proc/cmdline. */
  parameters: CmdlineFacts['parameters'] | null
}

export interface HostFabric {
  /** Null: nobody told; on a host without NVSwitch nobody will. */
  model: 'bareMetal' | 'sharedNvswitch' | 'vgpu' | null
  managerVersion: string | null
  /** systemd's word. */
  managerState: string | null
  /** NVSwitch bridges among the PCI functions. */
  switchCount: number | null
}

export interface HostNetworkAdapter {
  /** `eth0`, `mlx5_0`; the address where a file names neither. One adapter may be here as both kinds. */
  label: string
  kind: 'netdev' | 'rdma'
  address: PciAddress | null
  driver: string | null
  driverVersion: string | null
  firmwareVersion: string | null
  /** NVIDIA's PSID: what a firmware image must match. */
  boardId: string | null
  numaNode: number | null
}

/** Two tools that cannot both be right. `code` names the kind, `fact` the place. */
export interface Contradiction {
  code: ContradictionCode
  fact: string
  values: { tool: ToolId; value: string | number | boolean | null }[]
}

export type ContradictionCode =
  | 'valuesDiffer'
  | 'gpuCountsDiffer'
  | 'duplicateUuid'
  | 'duplicateAddress'
  | 'linkContradictsNuma'
  | 'linksAsymmetric'

/** True for paths (as `diffFacts` writes them) of values that move by themselves. */
export function isReadingPath(path: string): boolean {
  return /(?:^|\.)reading(?:$|[.[])/.test(path)
}
