import type {
  CmdlineFacts,
  CmdlineParameter,
  KernelEvent,
  KernelLogFacts,
  KernelsFacts,
} from '@/server/core/inventory/tools/kernel-facts'
import type { DmiFacts, OsReleaseFacts, UnameFacts } from '@/server/core/inventory/tools/system-facts'
import { flag, listOf, objectOf, oneOf, orNull, pciAddress, text, whole } from './exact-schema'

export const cmdlineParameter = objectOf<CmdlineParameter>({
  name: text,
  value: orNull(text),
  isWithheld: flag,
})

export const cmdlineSchema = objectOf<CmdlineFacts>({ parameters: listOf(cmdlineParameter) })

export const kernelsSchema = objectOf<KernelsFacts>({
  running: orNull(text),
  installed: listOf(text),
  nextBoot: orNull(text),
  isRebootRequired: orNull(flag),
})

const kernelEvent = objectOf<KernelEvent>({
  kind: oneOf(['xid', 'sxid', 'aer', 'iommuFault', 'mce', 'vfio', 'pcie', 'nvidia', 'iommu']),
  occurrence: whole,
  stamp: orNull(text),
  address: orNull(pciAddress),
  number: orNull(whole),
  gpuInstanceId: orNull(whole),
  computeInstanceId: orNull(whole),
  nvlink: orNull(whole),
  pid: orNull(whole),
  processName: orNull(text),
  severity: orNull(text),
  message: text,
})

export const kernelLogSchema = objectOf<KernelLogFacts>({ events: listOf(kernelEvent) })

export const osReleaseSchema = objectOf<OsReleaseFacts>({
  id: orNull(text),
  versionId: orNull(text),
  name: orNull(text),
  prettyName: orNull(text),
  codename: orNull(text),
})

export const unameSchema = objectOf<UnameFacts>({
  kernelName: orNull(text),
  hostname: orNull(text),
  kernelRelease: orNull(text),
  kernelVersion: orNull(text),
  machine: orNull(text),
})

export const dmiSchema = objectOf<DmiFacts>({
  productUuid: orNull(text),
  productName: orNull(text),
  systemVendor: orNull(text),
  productSerial: orNull(text),
  productVersion: orNull(text),
  productSku: orNull(text),
  productFamily: orNull(text),
  boardVendor: orNull(text),
  boardName: orNull(text),
  boardSerial: orNull(text),
  biosVendor: orNull(text),
  biosVersion: orNull(text),
  biosDate: orNull(text),
  chassisVendor: orNull(text),
  chassisSerial: orNull(text),
  chassisAssetTag: orNull(text),
})
