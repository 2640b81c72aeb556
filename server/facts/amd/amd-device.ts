import type { AmdDevice } from '@/server/core/inventory/tools/amd-facts'

/** An MI300X host in its smallest partitions shows 64 entries; a bound on the work. */
export const MAX_AMD_DEVICES = 1_024

/** Every pair of 64 entries, four times over. */
export const MAX_AMD_LINKS = 16_384

export function createAmdDevice(label: string): AmdDevice {
  return {
    label,
    address: null,
    uniqueId: null,
    uuid: null,
    serial: null,
    deviceId: null,
    subsystemId: null,
    revision: null,
    productName: null,
    productModel: null,
    sku: null,
    gfxVersion: null,
    vbiosVersion: null,
    vbiosPartNumber: null,
    oamId: null,
    numaNode: null,
    kfdNode: null,
    kfdGpuId: null,
    computePartition: null,
    memoryPartition: null,
    partitionId: null,
    isPartition: null,
    vramTotalMib: null,
    vramUsedMib: null,
    vramType: null,
    memoryVendor: null,
    linkCurrentGts: null,
    linkCurrentWidth: null,
    linkMaxGts: null,
    linkMaxWidth: null,
    replayCounter: null,
    powerLimitW: null,
    powerDrawW: null,
    temperatureC: null,
    temperatureHotspotC: null,
    temperatureMemoryC: null,
    utilisationPercent: null,
    performanceLevel: null,
    eccUncorrected: null,
    eccCorrected: null,
  }
}

/** Serial numbers and ids that the tools print where there is none. */
export function dropZeroId(text: string | null): string | null {
  return text !== null && /^(?:0x)?0+$/i.test(text) ? null : text
}

/**
 * Tells partitions from GPUs once every entry is read: both tools list each partition as an entry of its own, with
 * the PCI address of its GPU (amd-smi may spell the partition's number as the function). An entry is called a GPU
 * only where nothing that a tool prints elsewhere could still make it a partition.
 */
export function markPartitions(devices: AmdDevice[], hasPartitionIds: boolean): void {
  const seen = new Set<string>()
  let isEveryAddressKnown = true
  for (const device of devices) {
    const { address, partitionId } = device
    if (address === null) isEveryAddressKnown = false
    const isRepeated = address !== null && seen.has(address)
    const isFirst = isEveryAddressKnown && (partitionId === 0 || !hasPartitionIds)
    if (isRepeated || (partitionId ?? 0) > 0) device.isPartition = true
    else device.isPartition = isFirst ? false : null
    if (address !== null) seen.add(address)
  }
}
