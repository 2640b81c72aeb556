import type { Mib } from '@/server/core/units/mib'
import type { PciAddress } from '@/server/core/units/pci-address'

/** One mediated device type that a function offers. */
export interface MdevType {
  /** `nvidia-522`, `i915-GVTg_V5_8`. */
  typeId: string
  /** `NVIDIA RTXA6000-1B`. */
  name: string | null
  deviceApi: string | null
  /** How many more would fit now. 0 is told: homogeneous mode shuts all other types once one runs. */
  availableInstances: number | null
  /** Of one instance; NVIDIA's types tell it, Intel's do not. */
  framebufferMib: Mib | null
  /** On one GPU. */
  maxInstances: number | null
  /** Displays of one instance. */
  maxHeads: number | null
  frameRateLimitFps: number | null
  /** `5120x2880`. */
  maxResolution: string | null
  /** As printed; Intel's takes several lines. */
  descriptionLines: string[] | null
}

export interface MdevParent {
  address: PciAddress
  types: MdevType[]
}

/** What `mdevctl types` said. */
export interface MdevTypesFacts {
  parents: MdevParent[]
}

export interface MdevInstance {
  uuid: string
  parent: PciAddress | null
  typeId: string | null
  /** Null where the listing does not say: JSON names no state, and the mark `(defined)` only the definition. */
  isActive: boolean | null
  isDefined: boolean | null
  isAutostart: boolean | null
}

/** What `mdevctl list` said. */
export interface MdevListFacts {
  instances: MdevInstance[]
}

/** What sysfs said of mediated devices and of the vGPU types that virtual functions can create. */
export interface SysfsMdevFacts {
  parents: MdevParent[]
  /** What sysfs shows is active. */
  instances: MdevInstance[]
  virtualFunctions: VgpuVirtualFunction[]
}

/** A virtual function under vendor-specific VFIO (kernel 6.8 and later), where no mediated devices are. */
export interface VgpuVirtualFunction {
  address: PciAddress
  /** `0` is "no vGPU on it". */
  currentTypeId: string | null
  /** Null where nothing was listed: the file is empty too once nothing more fits. */
  creatable: { typeId: string; name: string | null }[] | null
}
