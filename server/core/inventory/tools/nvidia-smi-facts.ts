import type { Mib } from '@/server/core/units/mib'
import type { PciAddress } from '@/server/core/units/pci-address'

/**
 * What one `nvidia-smi -q -x` said. Every null means "the tool did not tell": N/A, an absent element, a deprecation
 * text and a redaction all end here. Texts that carry meaning are kept as printed: virtualization mode `None` and
 * recovery action `None` are answers, not unknowns.
 */
export interface NvidiaSmiFacts {
  driverVersion: string | null
  cudaVersion: string | null
  /** What the file claims in `attached_gpus`; `gpus.length` is what it shows. They may differ. */
  attachedGpus: number | null
  /** In the tool's own order, which is NVML's index order. */
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
  boardId: string | null
  boardPartNumber: string | null
  gpuPartNumber: string | null
  moduleId: string | null
  isMultiGpuBoard: boolean | null
  vbiosVersion: string | null
  gspFirmwareVersion: string | null
  inforom: { image: string | null; oem: string | null; ecc: string | null; power: string | null }
  memory: MemoryUse
  bar1: MemoryUse
  link: NvidiaLink
  /** PCIe replays since the driver loaded. */
  replayCounter: number | null
  migMode: { current: Toggle | null; pending: Toggle | null }
  /** null: not told. Empty: told that there are none. */
  migDevices: MigDeviceFacts[] | null
  /** `None`, `Pass-Through`, `VGPU`, `Host VGPU`, … as printed. */
  virtualizationMode: string | null
  /** `SR-IOV`, `Non SR-IOV`, as printed. */
  hostVgpuMode: string | null
  /** `None`, `HMM`, `ATS`, as printed. */
  addressingMode: string | null
  ecc: { current: Toggle | null; pending: Toggle | null; volatile: EccCounts; aggregate: EccCounts }
  retiredPages: { singleBit: number | null; doubleBit: number | null; pending: boolean | null }
  remappedRows: RemappedRows
  /** `P0` (busy) to `P12`. A link's generation means something only near P0. */
  performanceState: string | null
  /** Why clocks are held down right now, by neutral name (`swPowerCap`, `hwThermalSlowdown`, …). Null: not told. */
  clocksEventReasons: string[] | null
  temperatureC: number | null
  powerDrawW: number | null
  /** The limit in force. */
  powerLimitW: number | null
  fabric: { state: string | null; status: string | null; cliqueId: string | null; clusterUuid: string | null }
  /** `None`, `Reset`, `Reboot`, `Drain P2P`, … as printed. */
  recoveryAction: string | null
  persistenceMode: Toggle | null
  computeMode: string | null
  processes: GpuProcess[] | null
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
  memory: MemoryUse
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
