import type { Mib } from '@/server/core/units/mib'
import type { PciAddress } from '@/server/core/units/pci-address'

/** What one `rocm-smi … --json` or `amd-smi … --json` said. Entries are not GPUs: see `isPartition`. */
export interface AmdFacts {
  driverVersion: string | null
  devices: AmdDevice[]
  links: AmdLink[]
}

export interface AmdDevice {
  /** `card3`, or amd-smi's `gpu` number as text: the tool's own order, which is not the bus order. */
  label: string
  address: PciAddress | null
  /** The 64-bit id of the die, as printed (`0x79ccd55167a2124a`); zeros and N/A are null. */
  uniqueId: string | null
  uuid: string | null
  /** Of the *board*: repeats on boards with two dies; `0` and N/A are null. */
  serial: string | null
  /** Four hex digits, lower case. */
  deviceId: string | null
  subsystemId: string | null
  /** Two hex digits, lower case. */
  revision: string | null
  productName: string | null
  productModel: string | null
  sku: string | null
  gfxVersion: string | null
  vbiosVersion: string | null
  /** amd-smi tells the part number apart; rocm-smi prints it as the version. */
  vbiosPartNumber: string | null
  oamId: number | null
  numaNode: number | null
  /** The compute driver's own numbers: `kfdNode` is no NUMA node. */
  kfdNode: number | null
  kfdGpuId: number | null
  /** `SPX`, `DPX`, `CPX`; `NPS1`, `NPS4`. */
  computePartition: string | null
  memoryPartition: string | null
  partitionId: number | null
  /**
   * A share of one GPU and not a GPU of its own: an entry before it has the same PCI address, or its number in the
   * GPU is above 0. Null: not told, by an address or (amd-smi) by that number.
   */
  isPartition: boolean | null
  vramTotalMib: Mib | null
  vramUsedMib: Mib | null
  vramType: string | null
  memoryVendor: string | null
  linkCurrentGts: number | null
  linkCurrentWidth: number | null
  /** amd-smi: of the device. rocm-smi: the fastest level the driver may choose in this slot. */
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

/** A pair of GPUs as the driver's topology has it; each pair once, `from` and `to` are the tool's numbers. */
export interface AmdLink {
  from: number
  to: number
  /** `XGMI`, `PCIE`. */
  type: string | null
  hops: number | null
  /** 15 is one XGMI hop, 40 PCIe of one socket, 72 of two. */
  weight: number | null
}
