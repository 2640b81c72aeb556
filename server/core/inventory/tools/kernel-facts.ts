import type { PciAddress } from '@/server/core/units/pci-address'

/** What /proc/cmdline said. */
export interface CmdlineFacts {
  /** In order, as given and with repeats (`hugepagesz=1G hugepages=64` come in pairs); what follows ` -- ` is init's. */
  parameters: CmdlineParameter[]
}

export interface CmdlineParameter {
  /** `intel_iommu`, `vfio-pci.ids`. The kernel takes `-` and `_` for the same. */
  name: string
  /** Without its quotes. Null for a flag without `=`, and where it is withheld. */
  value: string | null
  /** The name or the value sounds secret, and the value is not kept. */
  isWithheld: boolean
}

/** Kernels installed, the running one, and the one the boot loader will take. */
export interface KernelsFacts {
  running: string | null
  /** Oldest version first. */
  installed: string[]
  /** What boots next where that can be told; null otherwise. */
  nextBoot: string | null
  /** The distribution's own mark that a restart is wanted. */
  isRebootRequired: boolean | null
}

/**
 * `iommuFault` is a fault, `iommu` anything else of DMAR and AMD-Vi; `mce` hardware errors of CPU and memory; `pcie`
 * hot-plug, bandwidth and address-window messages; `nvidia` what NVIDIA's modules say without an Xid.
 */
export type KernelEventKind =
  | 'xid'
  | 'sxid'
  | 'aer'
  | 'iommuFault'
  | 'mce'
  | 'vfio'
  | 'pcie'
  | 'nvidia'
  | 'iommu'

/** What the kernel's log since the last run said about GPUs, PCIe, NVSwitch and VFIO. Host times order nothing. */
export interface KernelLogFacts {
  /** In the order printed; of many alike only some, see `occurrence`. */
  events: KernelEvent[]
}

export interface KernelEvent {
  kind: KernelEventKind
  /**
   * The how-manieth line of its sort this is: the same kind, device and number, or the same words but for numbers.
   * Kept are 1 to 10, 20, 30 … 100, 200 …: the largest one says how often it came at least.
   */
  occurrence: number
  /** As printed: seconds since boot (`12345.678901`) or a date. */
  stamp: string | null
  /** The device the message is about: for AER the one that erred, not the port that told it. */
  address: PciAddress | null
  /** The Xid or SXid number. */
  number: number | null
  /** Xid on a MIG GPU. */
  gpuInstanceId: number | null
  computeInstanceId: number | null
  /** SXid, and Xid 144 to 150: the NVLink. */
  nvlink: number | null
  pid: number | null
  processName: string | null
  /** AER: `Corrected`, `Uncorrected (Fatal)`, `Uncorrected (Non-Fatal)`; SXid and NVLink's Xids: `Fatal`, `Non-fatal`. */
  severity: string | null
  /** The line without its stamp, bounded. */
  message: string
}
