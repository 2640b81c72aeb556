import type { CpuList } from '@/server/core/units/cpu-list'
import type { Mib } from '@/server/core/units/mib'
import type { PciAddress } from '@/server/core/units/pci-address'
import type {
  EccCounts,
  GpuProcess,
  MigDeviceFacts,
  NvidiaGpuFacts,
  NvidiaLink,
  RemappedRows,
  Toggle,
} from './tools/nvidia-smi-facts'
import type { LspciSriov, PciBar, PciIds } from './tools/pci-facts'
import type { ToolId } from './tools/tool-facts'
import type { TopoLink } from './tools/topo-facts'

export const HOST_FACTS_SCHEMA = 'berth.host-facts/1'

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

/** Generations and lanes; expected is min(device, upstream port), null as long as either is unknown. */
export interface HostGpuLink extends Omit<NvidiaLink, 'currentGen'> {
  /** What the port above the GPU can do. */
  upstreamMaxGen: number | null
  upstreamMaxWidth: number | null
  expectedGen: number | null
  expectedWidth: number | null
}

export interface HostGpu extends Omit<PciIds, 'classCode'> {
  /** The UUID where it names this GPU alone, else the PCI address, else `gpu:<index>`. */
  key: string
  uuid: string | null
  pciAddress: PciAddress | null
  /** No UUID is known (bound to vfio-pci, or no driver): identified by slot and device id only, until proved. */
  isProvisional: boolean
  /** NVML's index: the order of nvidia-smi and the labels of its topology. Not an identity. */
  index: number | null
  minorNumber: number | null
  vendor: 'nvidia' | 'amd' | 'intel' | 'unknown'
  productName: string | null
  brand: string | null
  architecture: string | null
  serial: string | null
  moduleId: string | null
  boardId: string | null
  boardPartNumber: string | null
  gpuPartNumber: string | null
  isMultiGpuBoard: boolean | null
  /** The NUMA node of its CPUs and RAM. */
  numaNode: number | null
  /** The NUMA node that is its own memory (Grace). */
  memoryNumaNode: number | null
  /** CPUs near it, as far as the tool's caller may use them. */
  cpuAffinity: CpuList | null
  /** The kernel driver it is bound to: `nvidia`, `vfio-pci`, … */
  kernelDriver: string | null
  iommuGroup: number | null
  vbiosVersion: string | null
  gspFirmwareVersion: string | null
  inforom: NvidiaGpuFacts['inforom'] | null
  memoryTotalMib: Mib | null
  memoryReservedMib: Mib | null
  bar1TotalMib: Mib | null
  bars: PciBar[] | null
  sriov: LspciSriov | null
  link: HostGpuLink
  replayCounter: number | null
  migMode: { current: Toggle | null; pending: Toggle | null }
  migDevices: MigDeviceFacts[] | null
  virtualizationMode: string | null
  hostVgpuMode: string | null
  addressingMode: string | null
  ecc: { current: Toggle | null; pending: Toggle | null; volatile: EccCounts; aggregate: EccCounts } | null
  retiredPages: NvidiaGpuFacts['retiredPages'] | null
  remappedRows: RemappedRows | null
  fabric: NvidiaGpuFacts['fabric'] | null
  recoveryAction: string | null
  persistenceMode: Toggle | null
  computeMode: string | null
  powerLimitW: number | null
  reading: GpuReading
  /** The tools that saw this GPU. */
  sources: ToolId[]
}

export interface GpuReading {
  /** Falls to 1 in idle: judge it only in a busy performance state. */
  linkCurrentGen: number | null
  performanceState: string | null
  clocksEventReasons: string[] | null
  temperatureC: number | null
  powerDrawW: number | null
  memoryUsedMib: Mib | null
  memoryFreeMib: Mib | null
  processes: GpuProcess[] | null
}

export interface GpuLinks {
  devices: { label: string; kind: 'gpu' | 'nic'; name: string | null; gpuKey: string | null }[]
  /** `links[row][column]` in the order of `devices`. */
  links: (TopoLink | null)[][]
  /** False: the tool was asked for PCIe paths only, so nothing is known about NVLink. */
  showsNvlink: boolean | null
}

export interface HostDriver {
  flavour: 'datacenter' | 'vgpuManager' | 'vfioOnly' | 'none' | 'unknown'
  version: string | null
  cudaVersion: string | null
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
