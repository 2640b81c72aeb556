import type { PciAddress } from '@/server/core/units/pci-address'

/** What /proc/cmdline said. */
export interface CmdlineFacts {
  /** In order, as given; a flag without `=` has a null value. Values of names that sound secret are not kept. */
  parameters: { name: string; value: string | null }[]
}

/** Kernels installed under /boot and /lib/modules, the running one, and the one the boot loader will take. */
export interface KernelsFacts {
  running: string | null
  /** Newest last, by version. */
  installed: string[]
  /** What boots next where that can be told; null otherwise. */
  nextBoot: string | null
  /** The distribution's own mark that a restart is wanted. */
  isRebootRequired: boolean | null
}

export type KernelEventKind = 'xid' | 'sxid' | 'aer' | 'vfio' | 'iommu' | 'nvidia' | 'mce' | 'other'

/** What the kernel's log since the last run said about GPUs, PCIe, NVSwitch and VFIO. Host times order nothing. */
export interface KernelLogFacts {
  events: KernelEvent[]
}

export interface KernelEvent {
  kind: KernelEventKind
  /** As printed: seconds since boot or a date. */
  stamp: string | null
  address: PciAddress | null
  /** The Xid or SXid number. */
  number: number | null
  pid: number | null
  processName: string | null
  /** AER: `Corrected`, `Uncorrected (Fatal)`, `Uncorrected (Non-Fatal)`. */
  severity: string | null
  /** The line without its stamp. */
  message: string
}
