import type {
  HwlocCpuKind,
  HwlocFacts,
  HwlocGpu,
  HwlocLinkEnd,
  HwlocLinkMatrix,
  HwlocNumaNode,
  HwlocOsDevice,
  HwlocPciDevice,
} from '@/server/core/inventory/tools/hwloc-facts'
import { nodeDistances } from './cpu-schema'
import {
  cpuList,
  listOf,
  mib,
  objectOf,
  oneOf,
  orNull,
  pciAddress,
  quantity,
  text,
  whole,
} from './exact-schema'
import { pciIds } from './pci-schema'

const cpuKind = objectOf<HwlocCpuKind>({
  cpus: orNull(cpuList),
  coreType: orNull(text),
  maxFrequencyMhz: orNull(quantity),
  linuxCapacity: orNull(whole),
})

const numaNode = objectOf<HwlocNumaNode>({
  osIndex: whole,
  memoryBytes: orNull(whole),
  memoryMib: orNull(mib),
  cpus: orNull(cpuList),
  nearCpus: orNull(cpuList),
  subtype: orNull(text),
  gpuAddress: orNull(pciAddress),
  memorySideCacheBytes: orNull(whole),
  hugepages: listOf(objectOf({ sizeKib: whole, total: whole })),
})

const osKind = oneOf(['storage', 'memory', 'gpu', 'coprocessor', 'network', 'openfabrics', 'dma'])

const osDevice = objectOf<HwlocOsDevice>({
  name: text,
  kind: orNull(osKind),
  kinds: listOf(osKind),
  subtype: orNull(text),
  model: orNull(text),
  uuid: orNull(text),
  serial: orNull(text),
  memoryMib: orNull(mib),
  multiprocessors: orNull(whole),
})

const hwlocGpu = objectOf<HwlocGpu>({
  model: orNull(text),
  uuid: orNull(text),
  serial: orNull(text),
  memoryMib: orNull(mib),
})

const pciDevice = objectOf<HwlocPciDevice>({
  ...pciIds,
  address: pciAddress,
  name: orNull(text),
  subtype: orNull(text),
  revision: orNull(text),
  linkSpeedGBps: orNull(quantity),
  numaNode: orNull(whole),
  parent: orNull(pciAddress),
  rootBus: orNull(text),
  bridge: orNull(objectOf({ secondaryBus: whole, subordinateBus: whole })),
  physicalSlot: orNull(text),
  gpu: orNull(hwlocGpu),
  osDevices: listOf(osDevice),
})

const linkMatrix = objectOf<HwlocLinkMatrix>({
  name: text,
  ends: listOf(objectOf<HwlocLinkEnd>({ type: text, name: orNull(text), address: orNull(pciAddress) })),
  values: listOf(listOf(quantity)),
})

export const hwlocSchema = objectOf<HwlocFacts>({
  formatVersion: orNull(text),
  hwlocVersion: orNull(text),
  hostname: orNull(text),
  productName: orNull(text),
  productVendor: orNull(text),
  productSerial: orNull(text),
  productUuid: orNull(text),
  cpuModel: orNull(text),
  architecture: orNull(text),
  kernelRelease: orNull(text),
  packages: orNull(whole),
  cores: orNull(whole),
  pus: orNull(whole),
  unusableCpus: orNull(cpuList),
  unusableNodes: orNull(listOf(whole)),
  cpuKinds: listOf(cpuKind),
  numaNodes: listOf(numaNode),
  distances: listOf(nodeDistances),
  pciDevices: listOf(pciDevice),
  looseGpus: listOf(osDevice),
  linkMatrices: listOf(linkMatrix),
})
