import type { Mib } from '@/server/core/units/mib'
import type { PciAddress } from '@/server/core/units/pci-address'

/** One mediated (or VF-backed vGPU) type that a function offers. */
export interface MdevType {
  /** `nvidia-522`, `i915-GVTg_V5_8`; the number alone for a VF's creatable vGPU types. */
  typeId: string
  /** `NVIDIA RTXA6000-1B`. */
  name: string | null
  deviceApi: string | null
  /** 0 is told: homogeneous mode shuts all other types once one runs. */
  availableInstances: number | null
  framebufferMib: Mib | null
  maxInstances: number | null
  description: string | null
}

/** What a parent function offers: from `mdevctl types`, or from sysfs mdev_supported_types. */
export interface MdevTypesFacts {
  parents: { address: PciAddress; types: MdevType[] }[]
}

export interface MdevInstance {
  uuid: string
  parent: PciAddress | null
  typeId: string | null
  /** `(defined)` only is not running. */
  isActive: boolean
  isDefined: boolean | null
  isAutostart: boolean | null
}

/** What `mdevctl list` said. */
export interface MdevListFacts {
  instances: MdevInstance[]
}

/** What sysfs said of mediated devices and of the vGPU types that virtual functions can create. */
export interface SysfsMdevFacts {
  parents: { address: PciAddress; types: MdevType[] }[]
  instances: MdevInstance[]
  /** Vendor-specific VFIO (kernel 6.8 and later): types per virtual function; `currentTypeId` 0 is "no vGPU". */
  virtualFunctions: {
    address: PciAddress
    currentTypeId: string | null
    creatable: { typeId: string; name: string | null }[]
  }[]
}
