import {
  type Contradiction,
  type GpuLinks,
  HOST_FACTS_SCHEMA,
  type HostCpu,
  type HostDriver,
  type HostFabric,
  type HostFacts,
  type HostKernel,
  type HostNetworkAdapter,
  type HostNumaNode,
  type HostPciFunction,
  type HostSystem,
  type PciLink,
} from '@/server/core/inventory/host-facts'
import type { HostOccupant, OccupiedDevice } from '@/server/core/inventory/host-occupant'
import {
  cpuList,
  eitherOf,
  flag,
  joinedText,
  listOf,
  mib,
  objectOf,
  oneOf,
  only,
  orNull,
  pciAddress,
  quantity,
  text,
  whole,
} from './exact-schema'
import { hostGpuSchema } from './gpu-schema'
import { cmdlineParameter } from './kernel-schema'
import { pciBar, pciIds, sriov } from './pci-schema'
import { toolIdSchema } from './tool-schemas'
import { deviceKind, p2pStatuses, topoLinks } from './topology-schema'

const system = objectOf<HostSystem>({
  hostname: orNull(text),
  os: objectOf({ id: orNull(text), versionId: orNull(text), prettyName: orNull(text) }),
  kernelRelease: orNull(text),
  kernelVersion: orNull(text),
  architecture: orNull(text),
  productUuid: orNull(text),
  productName: orNull(text),
  vendor: orNull(text),
  serial: orNull(text),
  family: orNull(text),
  boardName: orNull(text),
  biosVersion: orNull(text),
  biosDate: orNull(text),
  chassisAssetTag: orNull(text),
})

const cpu = objectOf<HostCpu>({
  vendor: orNull(text),
  modelName: orNull(text),
  sockets: orNull(whole),
  coresPerSocket: orNull(whole),
  threadsPerCore: orNull(whole),
  cpus: orNull(whole),
  onlineCpus: orNull(cpuList),
  hypervisorVendor: orNull(text),
  virtualizationType: orNull(text),
})

const numaNode = objectOf<HostNumaNode>({
  id: whole,
  kind: oneOf(['cpu', 'memoryOnly', 'gpuMemory', 'cxl', 'unknown']),
  cpus: orNull(cpuList),
  memoryTotalMib: orNull(mib),
  distances: orNull(listOf(objectOf({ id: whole, distance: whole }))),
  hugepages: orNull(listOf(objectOf({ sizeKib: whole, total: orNull(whole) }))),
  reading: objectOf({
    memoryFreeMib: orNull(mib),
    hugepagesFree: orNull(listOf(objectOf({ sizeKib: whole, free: orNull(whole) }))),
  }),
})

const pciLink = objectOf<PciLink>({
  currentWidth: orNull(whole),
  maxGts: orNull(quantity),
  maxGen: orNull(whole),
  maxWidth: orNull(whole),
  reading: objectOf({ currentGts: orNull(quantity), currentGen: orNull(whole) }),
})

const pciFunction = objectOf<HostPciFunction>({
  ...pciIds,
  address: pciAddress,
  parent: orNull(pciAddress),
  rootBus: orNull(text),
  physicalFunction: orNull(pciAddress),
  className: orNull(text),
  name: orNull(joinedText),
  revision: orNull(text),
  numaNode: orNull(whole),
  iommuGroup: orNull(whole),
  driver: orNull(text),
  modules: orNull(listOf(text)),
  link: orNull(pciLink),
  bars: orNull(listOf(pciBar)),
  sriov: orNull(sriov),
  acsEnabled: orNull(listOf(text)),
  isAtsEnabled: orNull(flag),
})

const gpuLinks = objectOf<GpuLinks>({
  devices: listOf(
    objectOf({ label: text, kind: deviceKind, name: orNull(text), gpuKey: orNull(joinedText) }),
  ),
  links: topoLinks,
  showsNvlink: orNull(flag),
  p2p: orNull(p2pStatuses),
})

const driver = objectOf<HostDriver>({
  flavour: oneOf(['datacenter', 'vgpuManager', 'vfioOnly', 'none', 'unknown']),
  version: orNull(text),
  cudaVersion: orNull(text),
  moduleFlavour: orNull(oneOf(['open', 'proprietary'])),
})

const kernel = objectOf<HostKernel>({
  installed: orNull(listOf(text)),
  pending: orNull(text),
  isRebootRequired: orNull(flag),
  parameters: orNull(listOf(cmdlineParameter)),
})

const fabric = objectOf<HostFabric>({
  model: orNull(oneOf(['bareMetal', 'sharedNvswitch', 'vgpu'])),
  managerVersion: orNull(text),
  managerState: orNull(text),
  switchCount: orNull(whole),
})

const networkAdapter = objectOf<HostNetworkAdapter>({
  label: text,
  kind: oneOf(['netdev', 'rdma']),
  address: orNull(pciAddress),
  driver: orNull(text),
  driverVersion: orNull(text),
  firmwareVersion: orNull(text),
  boardId: orNull(text),
  numaNode: orNull(whole),
})

const occupiedDevice = objectOf<OccupiedDevice>({
  attach: oneOf(['pfVfio', 'vfVfio', 'mdev']),
  address: orNull(pciAddress),
  mdevUuid: orNull(text),
  guestAddress: orNull(pciAddress),
  gpuKey: orNull(joinedText),
})

const occupant = objectOf<HostOccupant>({
  key: joinedText,
  kind: oneOf(['virtualMachine', 'vgpu']),
  name: orNull(text),
  title: orNull(text),
  uuid: orNull(text),
  state: orNull(text),
  isActive: orNull(flag),
  project: orNull(text),
  vcpus: orNull(whole),
  memoryMib: orNull(mib),
  isMemoryLocked: orNull(flag),
  pinnedCpus: orNull(cpuList),
  numaNodes: orNull(cpuList),
  devices: orNull(listOf(occupiedDevice)),
  reading: objectOf({ pid: orNull(whole), lockedMib: orNull(mib), residentMib: orNull(mib) }),
})

const tools = listOf(toolIdSchema)

const provenance = objectOf<HostFacts['provenance']>({
  system: tools,
  machineKind: tools,
  cpu: tools,
  numaNodes: tools,
  pciFunctions: tools,
  gpus: tools,
  gpuLinks: tools,
  driver: tools,
  kernel: tools,
  fabric: tools,
  networkAdapters: tools,
  occupants: tools,
})

const contradiction = objectOf<Contradiction>({
  code: oneOf([
    'valuesDiffer',
    'gpuCountsDiffer',
    'duplicateUuid',
    'duplicateAddress',
    'linkContradictsNuma',
    'linksAsymmetric',
  ]),
  fact: joinedText,
  values: listOf(
    objectOf({ tool: toolIdSchema, value: orNull(eitherOf(joinedText, eitherOf(quantity, flag))) }),
  ),
})

export const hostFactsSchema = objectOf<HostFacts>({
  schema: only(HOST_FACTS_SCHEMA),
  system,
  machineKind: oneOf(['physical', 'guest', 'unknown']),
  cpu,
  numaNodes: orNull(listOf(numaNode)),
  pciFunctions: orNull(listOf(pciFunction)),
  gpus: orNull(listOf(hostGpuSchema)),
  gpuLinks: orNull(gpuLinks),
  driver,
  kernel,
  fabric,
  networkAdapters: orNull(listOf(networkAdapter)),
  occupants: orNull(listOf(occupant)),
  provenance,
  contradictions: listOf(contradiction),
})
