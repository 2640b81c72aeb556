import type {
  FabricManagerFacts,
  NicFirmware,
  NicFirmwareFacts,
  ProcDriverGpu,
  ProcDriverNvidiaFacts,
} from '@/server/core/inventory/tools/driver-facts'
import type { GuestAgentsFacts, GuestLicense } from '@/server/core/inventory/tools/guest-facts'
import { flag, listOf, objectOf, oneOf, orNull, pciAddress, text, whole } from './exact-schema'

const procDriverGpu = objectOf<ProcDriverGpu>({
  address: pciAddress,
  model: orNull(text),
  uuid: orNull(text),
  vbiosVersion: orNull(text),
  minorNumber: orNull(whole),
  irq: orNull(whole),
  gpuFirmware: orNull(text),
  isExcluded: orNull(flag),
})

export const procDriverNvidiaSchema = objectOf<ProcDriverNvidiaFacts>({
  moduleVersion: orNull(text),
  flavour: orNull(oneOf(['open', 'proprietary'])),
  architecture: orNull(text),
  gccVersion: orNull(text),
  gpus: listOf(procDriverGpu),
})

export const fabricManagerSchema = objectOf<FabricManagerFacts>({
  version: orNull(text),
  loadState: orNull(text),
  activeState: orNull(text),
  subState: orNull(text),
  unitFileState: orNull(text),
  fabricMode: orNull(whole),
})

const nicFirmware = objectOf<NicFirmware>({
  kind: oneOf(['netdev', 'rdma']),
  name: orNull(text),
  driver: orNull(text),
  driverVersion: orNull(text),
  firmwareVersion: orNull(text),
  boardId: orNull(text),
  hcaType: orNull(text),
  address: orNull(pciAddress),
})

export const nicFirmwareSchema = objectOf<NicFirmwareFacts>({ nics: listOf(nicFirmware) })

const guestLicense = objectOf<GuestLicense>({
  gpu: orNull(pciAddress),
  product: orNull(text),
  status: orNull(text),
  expiry: orNull(text),
})

export const guestAgentsSchema = objectOf<GuestAgentsFacts>({
  driverVersion: orNull(text),
  cudaDriverVersion: orNull(text),
  cudaToolkitVersion: orNull(text),
  nvccVersion: orNull(text),
  containerToolkitVersion: orNull(text),
  dcgmVersion: orNull(text),
  qemuGuestAgentVersion: orNull(text),
  griddLoadState: orNull(text),
  griddState: orNull(text),
  licenses: listOf(guestLicense),
})
