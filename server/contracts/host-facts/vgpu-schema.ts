import type {
  MdevInstance,
  MdevListFacts,
  MdevParent,
  MdevType,
  MdevTypesFacts,
  SysfsMdevFacts,
  VgpuVirtualFunction,
} from '@/server/core/inventory/tools/mdev-facts'
import type { ActiveVgpu, VgpuFacts, VgpuHostGpu } from '@/server/core/inventory/tools/vgpu-facts'
import { flag, listOf, mib, objectOf, orNull, pciAddress, quantity, text, whole } from './exact-schema'

export const mdevType = objectOf<MdevType>({
  typeId: text,
  name: orNull(text),
  deviceApi: orNull(text),
  availableInstances: orNull(whole),
  framebufferMib: orNull(mib),
  maxInstances: orNull(whole),
  maxHeads: orNull(whole),
  frameRateLimitFps: orNull(quantity),
  maxResolution: orNull(text),
  descriptionLines: orNull(listOf(text)),
})

const mdevParents = listOf(objectOf<MdevParent>({ address: pciAddress, types: listOf(mdevType) }))

const mdevInstance = objectOf<MdevInstance>({
  uuid: text,
  parent: orNull(pciAddress),
  typeId: orNull(text),
  isActive: orNull(flag),
  isDefined: orNull(flag),
  isAutostart: orNull(flag),
})

export const mdevTypesSchema = objectOf<MdevTypesFacts>({ parents: mdevParents })
export const mdevListSchema = objectOf<MdevListFacts>({ instances: listOf(mdevInstance) })

const virtualFunction = objectOf<VgpuVirtualFunction>({
  address: pciAddress,
  currentTypeId: orNull(text),
  creatable: orNull(listOf(objectOf({ typeId: text, name: orNull(text) }))),
})

export const sysfsMdevSchema = objectOf<SysfsMdevFacts>({
  parents: mdevParents,
  instances: listOf(mdevInstance),
  virtualFunctions: listOf(virtualFunction),
})

const activeVgpu = objectOf<ActiveVgpu>({
  vgpuId: orNull(text),
  vmUuid: orNull(text),
  vmId: orNull(text),
  vmName: orNull(text),
  typeName: orNull(text),
  typeId: orNull(text),
  vgpuUuid: orNull(text),
  mdevUuid: orNull(text),
  guestAddress: orNull(pciAddress),
  guestDriverVersion: orNull(text),
  licenseStatus: orNull(text),
  gpuInstanceId: orNull(whole),
  placementId: orNull(whole),
  framebufferTotalMib: orNull(mib),
  framebufferUsedMib: orNull(mib),
  gpuUtilisationPercent: orNull(quantity),
  memoryUtilisationPercent: orNull(quantity),
  encoderUtilisationPercent: orNull(quantity),
  decoderUtilisationPercent: orNull(quantity),
  isEccEnabled: orNull(flag),
  accountingMode: orNull(text),
  frameRateLimitFps: orNull(quantity),
})

const vgpuHostGpu = objectOf<VgpuHostGpu>({
  index: orNull(whole),
  busId: orNull(pciAddress),
  productName: orNull(text),
  activeVgpuCount: orNull(whole),
  gpuUtilisationPercent: orNull(quantity),
  vgpus: listOf(activeVgpu),
})

export const vgpuSchema = objectOf<VgpuFacts>({ driverVersion: orNull(text), gpus: listOf(vgpuHostGpu) })
