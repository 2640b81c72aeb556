import type { Mib } from '@/server/core/units/mib'
import type { PciAddress } from '@/server/core/units/pci-address'

/** What one `rocm-smi --json` or `amd-smi … --json` said. Entries are not GPUs: see `isPartition`. */
export interface AmdFacts {
  driverVersion: string | null
  devices: AmdDevice[]
}

export interface AmdDevice {
  /** `card3` or amd-smi's `gpu` number: the tool's own order, which is not the bus order. */
  label: string
  address: PciAddress | null
  uniqueId: string | null
  uuid: string | null
  /** Serials repeat on boards with two dies; `0` and N/A are null. */
  serial: string | null
  /** Four hex digits, lower case. */
  deviceId: string | null
  subsystemId: string | null
  revision: string | null
  productName: string | null
  productModel: string | null
  sku: string | null
  gfxVersion: string | null
  vbiosVersion: string | null
  numaNode: number | null
  computePartition: string | null
  memoryPartition: string | null
  /** Another entry before it has the same PCI address: a partition of one GPU, not a GPU of its own. */
  isPartition: boolean
  vramTotalMib: Mib | null
  vramUsedMib: Mib | null
  memoryVendor: string | null
  linkCurrentGts: number | null
  linkCurrentWidth: number | null
  linkMaxGts: number | null
  linkMaxWidth: number | null
  replayCounter: number | null
  powerLimitW: number | null
  powerDrawW: number | null
  temperatureC: number | null
  temperatureHotspotC: number | null
  temperatureMemoryC: number | null
  utilisationPercent: number | null
  performanceLevel: string | null
  eccUncorrected: number | null
  eccCorrected: number | null
}
