import type { Mib } from '@/server/core/units/mib'
import type { PciAddress } from '@/server/core/units/pci-address'

/** What `xpu-smi discovery` (JSON, table of one device, CSV dump) said. */
export interface XpuDiscoveryFacts {
  devices: XpuDevice[]
}

export interface XpuDevice {
  deviceId: number | null
  productName: string | null
  vendorName: string | null
  /** Derived from PCI ids on some boards: then it repeats and is no identity. */
  uuid: string | null
  serial: string | null
  address: PciAddress | null
  pciDeviceId: string | null
  driverVersion: string | null
  firmware: { name: string; version: string | null; status: string | null }[]
  memoryTotalMib: Mib | null
  eccState: string | null
  tiles: number | null
  slot: string | null
  pcieGeneration: number | null
  pcieMaxWidth: number | null
  coreClockMhz: number | null
  /** `physical` or `virtual`. */
  functionType: string | null
}

/** What `xpu-smi vgpu -l` said: the physical function and its virtual ones. */
export interface XpuVgpuFacts {
  functions: { address: PciAddress; functionType: string | null; memoryMib: Mib | null }[]
}

/** What `xpu-smi stats` said of one device. Readings. */
export interface XpuStatsFacts {
  devices: {
    deviceId: number | null
    utilisationPercent: number | null
    powerDrawW: number | null
    temperatureC: number | null
    memoryTemperatureC: number | null
    memoryUsedMib: Mib | null
    frequencyMhz: number | null
    resets: number | null
    eccCorrected: number | null
    eccUncorrected: number | null
  }[]
}

/** What `xpu-smi topology -m` said. */
export interface XpuTopologyFacts {
  labels: string[]
  /** Words as printed: `S`, `XL8`, `MDF`, `SYS`, `NODE`. */
  links: (string | null)[][]
  cpuAffinity: (string | null)[]
}

/** One sample of `intel_gpu_top -J`. Readings. */
export interface IntelGpuTopFacts {
  periodMs: number | null
  frequencyActualMhz: number | null
  frequencyRequestedMhz: number | null
  powerGpuW: number | null
  powerPackageW: number | null
  engines: { name: string; busyPercent: number | null }[]
  clients: { pid: number | null; name: string | null }[]
}
