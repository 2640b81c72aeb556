import type {
  LspciFacts,
  LspciFunction,
  LspciLinkStatus,
  LspciSriov,
  PciBar,
  ResizableBar,
  SysfsPciFacts,
  SysfsPciFunction,
} from '@/server/core/inventory/tools/pci-facts'
import {
  flag,
  listOf,
  objectOf,
  oneOf,
  only,
  orNull,
  pciAddress,
  quantity,
  text,
  whole,
} from './exact-schema'

/** The fields of `PciIds`, which the functions of every tool share. */
export const pciIds = {
  classCode: orNull(text),
  vendorId: orNull(text),
  deviceId: orNull(text),
  subsystemVendorId: orNull(text),
  subsystemDeviceId: orNull(text),
}

export const pciBar = objectOf<PciBar>({
  index: whole,
  kind: oneOf(['memory', 'io']),
  sizeBytes: orNull(whole),
  is64Bit: flag,
  isPrefetchable: flag,
  isUnassigned: flag,
})

export const sriov = objectOf<LspciSriov>({
  totalVfs: orNull(whole),
  numVfs: orNull(whole),
  vfOffset: orNull(whole),
  vfStride: orNull(whole),
})

const linkStatus = objectOf<LspciLinkStatus>({
  speedGts: orNull(quantity),
  width: orNull(whole),
  isSpeedDowngraded: flag,
  isWidthDowngraded: flag,
})

const resizableBar = objectOf<ResizableBar>({
  index: whole,
  currentBytes: orNull(whole),
  supportedBytes: listOf(whole),
})

const lspciFunction = objectOf<LspciFunction>({
  ...pciIds,
  address: pciAddress,
  className: orNull(text),
  name: orNull(text),
  revision: orNull(text),
  numaNode: orNull(whole),
  iommuGroup: orNull(whole),
  linkCapability: orNull(objectOf({ speedGts: orNull(quantity), width: orNull(whole) })),
  linkStatus: orNull(linkStatus),
  driver: orNull(text),
  modules: listOf(text),
  bars: listOf(pciBar),
  bridge: orNull(objectOf({ secondaryBus: whole, subordinateBus: whole })),
  sriov: orNull(sriov),
  acsEnabled: orNull(listOf(text)),
  isAtsEnabled: orNull(flag),
  physicalSlot: orNull(text),
  deviceSerial: orNull(text),
  resizableBars: listOf(resizableBar),
  isOffBus: orNull(only(true)),
})

export const lspciSchema = objectOf<LspciFacts>({ functions: listOf(lspciFunction) })

const sysfsPciFunction = objectOf<SysfsPciFunction>({
  ...pciIds,
  address: pciAddress,
  currentLinkSpeedGts: orNull(quantity),
  currentLinkWidth: orNull(whole),
  maxLinkSpeedGts: orNull(quantity),
  maxLinkWidth: orNull(whole),
  numaNode: orNull(whole),
  sriovNumVfs: orNull(whole),
  sriovTotalVfs: orNull(whole),
  driver: orNull(text),
  iommuGroup: orNull(whole),
  parent: orNull(pciAddress),
  rootBus: orNull(text),
})

export const sysfsPciSchema = objectOf<SysfsPciFacts>({ functions: listOf(sysfsPciFunction) })
