import type { Mib } from '@/server/core/units/mib'
import type { PciAddress } from '@/server/core/units/pci-address'
import type { NvidiaGpuReading, PowerLimits, TemperatureLimits } from './nvidia-gpu-reading'

/**
 * What one nvidia-smi said, in any of its forms: `-q -x`, `-q`, `--query-gpu`, the default table. Every null means
 * "this form did not tell": N/A, an absent element, a deprecation text, a redaction and a name that the table cut off
 * all end here. Texts that carry meaning are kept as printed: virtualization mode `None` and recovery action `None`
 * are answers, not unknowns.
 *
 * What moves by itself stands in `reading` and in these older fields: `performanceState`, `clocksEventReasons`,
 * `temperatureC`, `powerDrawW`, `processes`, `link.currentGen`, and `usedMib` and `freeMib` of every `MemoryUse`.
 */
export interface NvidiaSmiFacts {
  driverVersion: string | null
  cudaVersion: string | null
  /** Whether the driver lets vGPUs of several types run for one VM; told on vGPU hosts. */
  supportsHeterogeneousMultiVgpu: boolean | null
  /** What the output claims (`attached_gpus`, `count`); `gpus.length` is what it shows. They may differ. */
  attachedGpus: number | null
  /** In the tool's own order, which is NVML's index order unless `index` says otherwise (`nvidia-smi -i 3`). */
  gpus: NvidiaGpuFacts[]
}

export type Toggle = 'enabled' | 'disabled'

export interface MemoryUse {
  totalMib: Mib | null
  /** Only drivers from 510 tell; total is then used + free + reserved, give or take 3 MiB of rounding. */
  reservedMib: Mib | null
  usedMib: Mib | null
  freeMib: Mib | null
}

export interface NvidiaGpuFacts {
  /** NVML's index where the form prints it (table, `--query-gpu=index`); XML and text never do. */
  index: number | null
  busId: PciAddress | null
  uuid: string | null
  /** The board's serial number: GPUs of one board share it. */
  serial: string | null
  minorNumber: number | null
  productName: string | null
  brand: string | null
  architecture: string | null
  /** Four hex digits each, lower case. */
  pciVendorId: string | null
  pciDeviceId: string | null
  pciSubsystemVendorId: string | null
  pciSubsystemDeviceId: string | null
  /** Base class and subclass, `0302` or `0300`; from driver 570 on. */
  pciClassCode: string | null
  /** CUDA's architecture number, `9.0`; only `--query-gpu=compute_cap` tells. */
  computeCapability: string | null
  /** A number for this very device, `0xb10cbc14dec8c521`, from driver 590 on. */
  pdi: string | null
  boardId: string | null
  boardPartNumber: string | null
  gpuPartNumber: string | null
  fruPartNumber: string | null
  moduleId: string | null
  platform: NvidiaPlatform
  isMultiGpuBoard: boolean | null
  vbiosVersion: string | null
  gspFirmwareVersion: string | null
  inforom: { image: string | null; oem: string | null; ecc: string | null; power: string | null }
  memory: MemoryUse
  bar1: MemoryUse
  link: NvidiaLink
  /** PCIe replays since the driver loaded. */
  replayCounter: number | null
  replayRollovers: number | null
  /** Coherent link to the CPU (Grace). */
  c2cMode: Toggle | null
  migMode: { current: Toggle | null; pending: Toggle | null }
  /** null: not told. Empty: told that there are none. */
  migDevices: MigDeviceFacts[] | null
  /** `None`, `Pass-Through`, `VGPU`, `Host VGPU`, … as printed. */
  virtualizationMode: string | null
  /** `SR-IOV`, `Non SR-IOV`, as printed. */
  hostVgpuMode: string | null
  /** Whether vGPU types of several sizes may share this GPU, as set now. */
  vgpuHeterogeneousMode: Toggle | null
  vgpuCapability: VgpuCapability
  /** Of a guest: the licensed vGPU product (`NVIDIA Virtual Compute Server`) and whether the licence was obtained. */
  vgpuLicense: { product: string | null; status: string | null }
  /** `None`, `HMM`, `ATS`, as printed. */
  addressingMode: string | null
  ecc: { current: Toggle | null; pending: Toggle | null; volatile: EccCounts; aggregate: EccCounts }
  retiredPages: { singleBit: number | null; doubleBit: number | null; pending: boolean | null }
  remappedRows: RemappedRows
  memoryHealth: MemoryHealth
  /** `P0` (busy) to `P12`. A link's generation means something only near P0. */
  performanceState: string | null
  /** Why clocks are held down right now, by neutral name (`swPowerCap`, `hwThermalSlowdown`, …). Null: not told. */
  clocksEventReasons: string[] | null
  temperatureC: number | null
  powerDrawW: number | null
  /** The limit in force. */
  powerLimitW: number | null
  powerLimits: PowerLimits
  temperatureLimits: TemperatureLimits
  fabric: { state: string | null; status: string | null; cliqueId: string | null; clusterUuid: string | null }
  fabricHealth: FabricHealth
  /** `None`, `Reset`, `Reboot`, `Drain P2P`, … as printed. */
  recoveryAction: string | null
  /** What drivers 535 to 565 say in its place. */
  resetStatus: { isResetRequired: boolean | null; isDrainAndResetRecommended: boolean | null }
  confidentialComputing: ConfidentialComputing
  persistenceMode: Toggle | null
  computeMode: string | null
  accounting: { mode: Toggle | null; bufferSize: number | null }
  /** Windows only: `WDDM`, `TCC`, `MCDM`. */
  driverModel: { current: string | null; pending: string | null }
  isDisplayAttached: boolean | null
  isDisplayActive: boolean | null
  processes: GpuProcess[] | null
  reading: NvidiaGpuReading
}

/** Where the GPU sits in a rack-scale system, as printed. */
export interface NvidiaPlatform {
  chassisSerial: string | null
  slotNumber: string | null
  trayIndex: string | null
  hostId: string | null
  peerType: string | null
  gpuFabricGuid: string | null
}

/** What a vGPU host's GPU could do; null outside of vGPU hosts. */
export interface VgpuCapability {
  fractionalMultiVgpu: boolean | null
  heterogeneousTimeSliceProfiles: boolean | null
  heterogeneousTimeSliceSizes: boolean | null
  homogeneousPlacements: boolean | null
  migTimeSlicing: boolean | null
  migTimeSlicingMode: Toggle | null
}

/** Memory encrypted against the host. `protectedMemory.totalMib` of 0 is a GPU without any. */
export interface ConfidentialComputing {
  protectedMemory: MemoryUse
  dramEncryption: { current: Toggle | null; pending: Toggle | null }
}

/** As printed (`Healthy`, `Full`, `False`, …), from driver 570 on. */
export interface FabricHealth {
  summary: string | null
  bandwidth: string | null
  routeRecoveryInProgress: string | null
  routeUnhealthy: string | null
  accessTimeoutRecovery: string | null
  incorrectConfiguration: string | null
  partitionAssigned: string | null
}

/** Verdicts on the GPU's memories beyond the counters of errors, from driver 570 on. */
export interface MemoryHealth {
  /** Uncorrectable SRAM errors passed NVIDIA's threshold: the GPU is to be returned. */
  isSramThresholdExceeded: boolean | null
  isChannelRepairPending: boolean | null
  isTpcRepairPending: boolean | null
  hasUnrepairableMemory: boolean | null
  /** Uncorrectable SRAM errors of a lifetime by where they struck. */
  sramSources: {
    l2: number | null
    sm: number | null
    microcontroller: number | null
    pcie: number | null
    other: number | null
  }
  /** Remapped rows that are no longer in use; from driver 595 on. */
  inactiveRemappedRows: { correctable: number | null; uncorrectable: number | null }
  /** Banks by how many spare rows they have left: `none` above 0 means the next bad row cannot be remapped. */
  remapAvailabilityBanks: {
    max: number | null
    high: number | null
    partial: number | null
    low: number | null
    none: number | null
  }
}

/** PCIe generations 1–7 and lanes. */
export interface NvidiaLink {
  currentGen: number | null
  /** What this GPU can reach in this slot. */
  maxGen: number | null
  deviceMaxGen: number | null
  hostMaxGen: number | null
  currentWidth: number | null
  maxWidth: number | null
}

/** Totals are null as soon as one part of the sum is: an unread counter is not zero. */
export interface EccCounts {
  corrected: number | null
  uncorrected: number | null
  sramCorrected: number | null
  sramUncorrected: number | null
  dramCorrected: number | null
  dramUncorrected: number | null
}

export interface RemappedRows {
  correctable: number | null
  uncorrectable: number | null
  pending: boolean | null
  failure: boolean | null
}

/**
 * A compute instance. Memory belongs to its GPU instance: two devices with one `gpuInstanceId` repeat the same
 * memory, so it is added per GPU instance, never per device.
 */
export interface MigDeviceFacts {
  index: number | null
  gpuInstanceId: number | null
  computeInstanceId: number | null
  multiprocessors: number | null
  /** Shared between the compute instances of one GPU instance, as memory is. */
  engines: MigEngines
  memory: MemoryUse
  bar1: MemoryUse
  /** Since the driver loaded. */
  sramUncorrected: number | null
}

export interface MigEngines {
  copy: number | null
  encoder: number | null
  decoder: number | null
  opticalFlow: number | null
  jpeg: number | null
}

export interface GpuProcess {
  pid: number | null
  /** `C` compute, `G` graphics, `C+G`, `M+C` under MPS. */
  type: string | null
  name: string | null
  usedMib: Mib | null
  gpuInstanceId: number | null
  computeInstanceId: number | null
}
