import type { AmdDevice, AmdFacts, AmdLink } from '@/server/core/inventory/tools/amd-facts'
import { flag, listOf, mib, objectOf, orNull, pciAddress, quantity, text, whole } from './exact-schema'

const amdDevice = objectOf<AmdDevice>({
  label: text,
  address: orNull(pciAddress),
  uniqueId: orNull(text),
  uuid: orNull(text),
  serial: orNull(text),
  deviceId: orNull(text),
  subsystemId: orNull(text),
  revision: orNull(text),
  productName: orNull(text),
  productModel: orNull(text),
  sku: orNull(text),
  gfxVersion: orNull(text),
  vbiosVersion: orNull(text),
  vbiosPartNumber: orNull(text),
  oamId: orNull(whole),
  numaNode: orNull(whole),
  kfdNode: orNull(whole),
  kfdGpuId: orNull(whole),
  computePartition: orNull(text),
  memoryPartition: orNull(text),
  partitionId: orNull(whole),
  isPartition: orNull(flag),
  vramTotalMib: orNull(mib),
  vramUsedMib: orNull(mib),
  vramType: orNull(text),
  memoryVendor: orNull(text),
  linkCurrentGts: orNull(quantity),
  linkCurrentWidth: orNull(whole),
  linkMaxGts: orNull(quantity),
  linkMaxWidth: orNull(whole),
  replayCounter: orNull(whole),
  powerLimitW: orNull(quantity),
  powerDrawW: orNull(quantity),
  temperatureC: orNull(quantity),
  temperatureHotspotC: orNull(quantity),
  temperatureMemoryC: orNull(quantity),
  utilisationPercent: orNull(quantity),
  performanceLevel: orNull(text),
  eccUncorrected: orNull(whole),
  eccCorrected: orNull(whole),
})

const amdLink = objectOf<AmdLink>({
  from: whole,
  to: whole,
  type: orNull(text),
  hops: orNull(whole),
  weight: orNull(whole),
})

export const amdSchema = objectOf<AmdFacts>({
  driverVersion: orNull(text),
  devices: listOf(amdDevice),
  links: listOf(amdLink),
})
