import type {
  LibvirtCacheBank,
  LibvirtCapabilitiesFacts,
  LibvirtCell,
  LibvirtLink,
  LibvirtMdev,
  LibvirtNodedevFacts,
  LibvirtNodedevListFacts,
  LibvirtPciDevice,
  LibvirtVpd,
} from '@/server/core/inventory/tools/libvirt-facts'
import { nodeDistances } from './cpu-schema'
import {
  cpuList,
  flag,
  listOf,
  mib,
  objectOf,
  orNull,
  pciAddress,
  quantity,
  text,
  whole,
} from './exact-schema'
import { pciIds } from './pci-schema'
import { mdevType } from './vgpu-schema'

const cell = objectOf<LibvirtCell>({
  id: whole,
  memoryMib: orNull(mib),
  pages: listOf(objectOf({ sizeKib: whole, count: orNull(whole) })),
  cpus: orNull(cpuList),
  cpuTopology: listOf(
    objectOf({
      id: whole,
      socketId: orNull(whole),
      dieId: orNull(whole),
      coreId: orNull(whole),
      siblings: orNull(cpuList),
    }),
  ),
})

const cacheBank = objectOf<LibvirtCacheBank>({
  id: orNull(whole),
  level: orNull(whole),
  type: orNull(text),
  sizeKib: orNull(whole),
  cpus: orNull(cpuList),
})

export const capabilitiesSchema = objectOf<LibvirtCapabilitiesFacts>({
  hostUuid: orNull(text),
  architecture: orNull(text),
  cpuModel: orNull(text),
  cpuVendor: orNull(text),
  microcodeVersion: orNull(whole),
  socketsPerCell: orNull(whole),
  diesPerSocket: orNull(whole),
  clustersPerDie: orNull(whole),
  coresPerDie: orNull(whole),
  threadsPerCore: orNull(whole),
  pageSizesKib: listOf(whole),
  hasIommu: orNull(flag),
  cells: listOf(cell),
  distances: listOf(nodeDistances),
  caches: listOf(cacheBank),
  securityModels: listOf(text),
  guests: listOf(objectOf({ osType: orNull(text), architecture: orNull(text), domainTypes: listOf(text) })),
})

const link = objectOf<LibvirtLink>({ speedGts: orNull(quantity), width: orNull(whole) })

const vpd = objectOf<LibvirtVpd>({
  name: orNull(text),
  partNumber: orNull(text),
  serial: orNull(text),
  manufacturerId: orNull(text),
  changeLevel: orNull(text),
  assetTag: orNull(text),
})

const pciDevice = objectOf<LibvirtPciDevice>({
  ...pciIds,
  name: orNull(text),
  path: orNull(text),
  parent: orNull(text),
  parentAddress: orNull(pciAddress),
  address: orNull(pciAddress),
  addressBy: objectOf({ name: orNull(pciAddress), path: orNull(pciAddress), numbers: orNull(pciAddress) }),
  driver: orNull(text),
  vendorName: orNull(text),
  productName: orNull(text),
  numaNode: orNull(whole),
  iommuGroup: orNull(whole),
  iommuGroupMembers: orNull(listOf(pciAddress)),
  linkCapability: orNull(link),
  linkStatus: orNull(link),
  mdevTypes: listOf(mdevType),
  virtualFunctions: orNull(listOf(pciAddress)),
  maxVirtualFunctions: orNull(whole),
  physicalFunction: orNull(pciAddress),
  vpd: orNull(vpd),
})

const mdev = objectOf<LibvirtMdev>({
  name: orNull(text),
  path: orNull(text),
  uuid: orNull(text),
  parent: orNull(pciAddress),
  typeId: orNull(text),
  driver: orNull(text),
  iommuGroup: orNull(whole),
})

export const nodedevSchema = objectOf<LibvirtNodedevFacts>({ pci: listOf(pciDevice), mdevs: listOf(mdev) })

export const nodedevListSchema = objectOf<LibvirtNodedevListFacts>({
  names: listOf(
    objectOf({
      name: text,
      address: orNull(pciAddress),
      mdevUuid: orNull(text),
      mdevParent: orNull(pciAddress),
    }),
  ),
})
