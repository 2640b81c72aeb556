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
  /** AMD's and Intel's own lasting name, where it is one. */
  uniqueId: string | null
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
  /** Every function of its IOMMU group, itself included: what a passthrough takes along. */
  iommuGroupMembers: PciAddress[] | null
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
  /** What it could be cut into, with the places where each profile may begin. Null: geometry unknown. */
  migProfiles: HostMigProfile[] | null
  /** The GPU instances there are now. Memory counts once per instance, however many compute instances share it. */
  gpuInstances: HostGpuInstance[] | null
  /** vGPU types that it or its virtual functions offer. Null: nobody told; empty: told that there are none. */
  vgpuTypes: HostVgpuType[] | null
  /** The vGPUs there are now, running or only defined. */
  vgpus: HostVgpu[] | null
  virtualFunctions: PciAddress[]
  /** AMD's SPX, DPX, …, CPX and NPS1 to NPS8, as printed. */
  computePartition: string | null
  memoryPartition: string | null
  /** How many entries AMD's tool shows for this one GPU; null where it was not asked. */
  partitionCount: number | null
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
  powerLimits: NvidiaGpuFacts['powerLimits'] | null
  temperatureLimits: NvidiaGpuFacts['temperatureLimits'] | null
  memoryHealth: NvidiaGpuFacts['memoryHealth'] | null
  resetStatus: NvidiaGpuFacts['resetStatus'] | null
  fabricHealth: NvidiaGpuFacts['fabricHealth'] | null
  platform: NvidiaGpuFacts['platform'] | null
  vgpuCapability: NvidiaGpuFacts['vgpuCapability'] | null
  vgpuHeterogeneousMode: Toggle | null
  /** Of a guest: the vGPU product and whether its licence was obtained. */
  vgpuLicense: NvidiaGpuFacts['vgpuLicense'] | null
  confidentialComputing: NvidiaGpuFacts['confidentialComputing'] | null
  accounting: NvidiaGpuFacts['accounting'] | null
  computeCapability: string | null
  isDisplayAttached: boolean | null
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
  /** Clocks, utilisation, further temperatures and counters, as NVIDIA's tool groups them. */
  more: NvidiaGpuFacts['reading'] | null
}

export interface HostMigProfile {
  profileId: number
  /** `1g.12gb+me` */
  name: string
  totalInstances: number | null
  memoryGib: number | null
  multiprocessors: number | null
  /** First memory slices and length; null where nobody listed them: then nothing is guessed. */
  placements: { starts: number[]; sizeSlices: number } | null
  reading: { freeInstances: number | null }
}

export interface HostGpuInstance {
  gpuInstanceId: number
  profileName: string | null
  profileId: number | null
  startSlice: number | null
  sizeSlices: number | null
  memoryTotalMib: Mib | null
  computeInstances: HostComputeInstance[]
}

export interface HostComputeInstance {
  computeInstanceId: number | null
  /** Index of the MIG device, by which `nvidia-smi -L` and the log name it alike. */
  index: number | null
  profileName: string | null
  uuid: string | null
  multiprocessors: number | null
}

export interface HostVgpuType {
  typeId: string
  name: string | null
  framebufferMib: Mib | null
  maxInstances: number | null
  reading: { availableInstances: number | null }
}

export interface HostVgpu {
  /** Mediated device or virtual function, whichever it has. */
  key: string
  mdevUuid: string | null
  /** The virtual function behind it. */
  address: PciAddress | null
  typeId: string | null
  typeName: string | null
  isActive: boolean | null
  vmUuid: string | null
  vmName: string | null
  guestDriverVersion: string | null
  licenseStatus: string | null
  framebufferMib: Mib | null
}
