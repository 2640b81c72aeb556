import type { CpuList } from '@/server/core/units/cpu-list'
import type { PciAddress } from '@/server/core/units/pci-address'

/** What /proc/interrupts said. Counters since boot: readings, never history. */
export interface InterruptsFacts {
  /** The CPUs on line, in the order of their columns. */
  cpus: number[]
  /** In the order printed. */
  interrupts: Interrupt[]
}

export interface Interrupt {
  /** `24`, `LOC`, `NMI`, `IPI0`. */
  id: string
  /** Sum over all CPUs. */
  total: number
  /** Null for the few lines with one number for the whole host (`ERR`, `MIS`). */
  counts: CpuCount[] | null
  /** `IR-PCI-MSIX-0000:3b:00.0`, `IR-IO-APIC`, `GICv3`; null for the architecture's own (`LOC`) and where unreadable. */
  chip: string | null
  /** The PCI function that raises it: from the chip, from an action's name, or from PCI-MSI's packed number. */
  address: PciAddress | null
  /** The handlers: `nvidia`, `vfio-msix[0](0000:3b:00.0)`, `mlx5_comp0@pci:0000:1a:00.0`. */
  actions: string[]
  /** All that stands after the counts, in single spaces. */
  description: string | null
}

/** One CPU's counter. CPUs that printed 0 are left out: on large hosts nearly all of them. */
export interface CpuCount {
  cpu: number
  count: number
}

/** What /proc/irq/N/{smp_affinity_list,effective_affinity_list,node} said. */
export interface IrqAffinityFacts {
  /** In the order printed. */
  irqs: {
    irq: number
    affinity: CpuList | null
    /** Where it is delivered now; '' is nowhere (not started). */
    effectiveAffinity: CpuList | null
    /** -1 (none) is null. */
    numaNode: number | null
  }[]
}

/** What /proc/softirqs said. Counters since boot: readings. */
export interface SoftirqsFacts {
  /** The CPUs of the columns: all possible ones, also those off line. */
  cpus: number[]
  softirqs: {
    /** `NET_RX`, `TIMER`, `SCHED`. */
    name: string
    total: number
    counts: CpuCount[]
  }[]
}

/** What /proc/pressure/{cpu,memory,io,irq} said: percent of time stalled, and microseconds in total. Readings. */
export interface PressureFacts {
  resources: {
    /** `cpu`, `memory`, `io`, `irq`; null where the files were printed without their names. */
    resource: string | null
    /** irq has none. */
    some: PressureLine | null
    /** The CPU's is missing before Linux 5.13, and always zero for the whole host. */
    full: PressureLine | null
  }[]
}

export interface PressureLine {
  avg10Percent: number | null
  avg60Percent: number | null
  avg300Percent: number | null
  totalMicroseconds: number | null
}
