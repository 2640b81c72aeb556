import type {
  IntelGpuTopFacts,
  IntelGpuTopSample,
  XpuDevice,
  XpuDiscoveryFacts,
  XpuFirmware,
  XpuStats,
  XpuStatsFacts,
  XpuTopologyFacts,
  XpuVgpuFacts,
} from '@/server/core/inventory/tools/intel-facts'
import { listOf, mib, objectOf, oneOf, orNull, pciAddress, quantity, text, whole } from './exact-schema'

const functionType = oneOf(['physical', 'virtual'])

const xpuDevice = objectOf<XpuDevice>({
  deviceId: orNull(whole),
  productName: orNull(text),
  vendorName: orNull(text),
  uuid: orNull(text),
  serial: orNull(text),
  address: orNull(pciAddress),
  pciDeviceId: orNull(text),
  driverVersion: orNull(text),
  kernelVersion: orNull(text),
  firmware: listOf(objectOf<XpuFirmware>({ name: text, version: orNull(text), status: orNull(text) })),
  memoryTotalMib: orNull(mib),
  eccState: orNull(text),
  tiles: orNull(whole),
  slot: orNull(text),
  pcieGeneration: orNull(whole),
  pcieMaxWidth: orNull(whole),
  coreClockMhz: orNull(quantity),
  stepping: orNull(text),
  skuType: orNull(text),
  oamSocketId: orNull(whole),
  executionUnits: orNull(whole),
  xeLinkPorts: orNull(whole),
  drmDevice: orNull(text),
  functionType: orNull(functionType),
})

export const xpuDiscoverySchema = objectOf<XpuDiscoveryFacts>({ devices: listOf(xpuDevice) })

export const xpuVgpuSchema = objectOf<XpuVgpuFacts>({
  functions: listOf(
    objectOf({ address: pciAddress, functionType: orNull(functionType), memoryMib: orNull(mib) }),
  ),
})

const xpuStats = objectOf<XpuStats>({
  deviceId: orNull(whole),
  utilisationPercent: orNull(quantity),
  powerDrawW: orNull(quantity),
  temperatureC: orNull(quantity),
  memoryTemperatureC: orNull(quantity),
  memoryUsedMib: orNull(mib),
  memoryUtilisationPercent: orNull(quantity),
  frequencyMhz: orNull(quantity),
  resets: orNull(whole),
  programmingErrors: orNull(whole),
  driverErrors: orNull(whole),
  cacheErrorsCorrected: orNull(whole),
  cacheErrorsUncorrected: orNull(whole),
  eccCorrected: orNull(whole),
  eccUncorrected: orNull(whole),
})

export const xpuStatsSchema = objectOf<XpuStatsFacts>({ devices: listOf(xpuStats) })

export const xpuTopologySchema = objectOf<XpuTopologyFacts>({
  labels: listOf(text),
  links: listOf(listOf(orNull(text))),
  cpuAffinity: listOf(orNull(text)),
})

const intelGpuTopSample = objectOf<IntelGpuTopSample>({
  periodMs: orNull(quantity),
  frequencyActualMhz: orNull(quantity),
  frequencyRequestedMhz: orNull(quantity),
  rc6Percent: orNull(quantity),
  powerGpuW: orNull(quantity),
  powerPackageW: orNull(quantity),
  engines: listOf(objectOf({ name: text, busyPercent: orNull(quantity) })),
  clients: listOf(objectOf({ pid: orNull(whole), name: orNull(text) })),
})

export const intelGpuTopSchema = objectOf<IntelGpuTopFacts>({ samples: listOf(intelGpuTopSample) })
