import type { Mib } from '@/server/core/units/mib'
import type { PciAddress } from '@/server/core/units/pci-address'

/** What `xpu-smi discovery` (JSON, table of one device or of all, CSV dump) said. */
export interface XpuDiscoveryFacts {
  devices: XpuDevice[]
}

export interface XpuDevice {
  /** The tool's own number, shared by physical and virtual functions. */
  deviceId: number | null
  productName: string | null
  vendorName: string | null
  /** Derived from PCI ids on some boards (`00000000-0000-0000-0000-020a00008086`): then it is no identity. */
  uuid: string | null
  serial: string | null
  address: PciAddress | null
  /** Four hex digits, lower case. */
  pciDeviceId: string | null
  driverVersion: string | null
  kernelVersion: string | null
  /** `GFX`, `GFX_DATA`, `AMC`, in the order printed. */
  firmware: XpuFirmware[]
  memoryTotalMib: Mib | null
  eccState: string | null
  tiles: number | null
  slot: string | null
  pcieGeneration: number | null
  pcieMaxWidth: number | null
  coreClockMhz: number | null
  stepping: string | null
  skuType: string | null
  oamSocketId: number | null
  /** Execution units of all tiles. */
  executionUnits: number | null
  xeLinkPorts: number | null
  /** `/dev/dri/card1`. */
  drmDevice: string | null
  /** A virtual function is no GPU. */
  functionType: 'physical' | 'virtual' | null
}

export interface XpuFirmware {
  name: string
  version: string | null
  status: string | null
}

/** What `xpu-smi vgpu -l` said: the physical function and its virtual ones, none of which is a GPU of its own. */
export interface XpuVgpuFacts {
  functions: {
    address: PciAddress
    functionType: 'physical' | 'virtual' | null
    /** What is left to the physical function, or given to the virtual one; rounded down. */
    memoryMib: Mib | null
  }[]
}

/** What `xpu-smi stats` said. Readings; values told per tile only are null. */
export interface XpuStatsFacts {
  devices: XpuStats[]
}

export interface XpuStats {
  deviceId: number | null
  utilisationPercent: number | null
  powerDrawW: number | null
  temperatureC: number | null
  memoryTemperatureC: number | null
  memoryUsedMib: Mib | null
  memoryUtilisationPercent: number | null
  frequencyMhz: number | null
  resets: number | null
  programmingErrors: number | null
  driverErrors: number | null
  cacheErrorsCorrected: number | null
  cacheErrorsUncorrected: number | null
  /** Errors of the GPU's memory. */
  eccCorrected: number | null
  eccUncorrected: number | null
}

/** What `xpu-smi topology -m` said. */
export interface XpuTopologyFacts {
  /** `GPU 0/1` is tile 1 of device 0. */
  labels: string[]
  /** Words as printed, rows and columns in the order of `labels`: `S`, `XL8`, `XL*`, `MDF`, `NODE`, `SYS`. */
  links: (string | null)[][]
  /** CPU list per label. */
  cpuAffinity: (string | null)[]
}

/** What `intel_gpu_top -J` wrote until it was stopped: samples, the oldest first. Readings. */
export interface IntelGpuTopFacts {
  samples: IntelGpuTopSample[]
}

export interface IntelGpuTopSample {
  periodMs: number | null
  frequencyActualMhz: number | null
  frequencyRequestedMhz: number | null
  /** Share of the period in which the GPU slept. */
  rc6Percent: number | null
  powerGpuW: number | null
  powerPackageW: number | null
  engines: { name: string; busyPercent: number | null }[]
  clients: { pid: number | null; name: string | null }[]
}
