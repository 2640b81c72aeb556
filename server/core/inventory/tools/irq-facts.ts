import type { CpuList } from '@/server/core/units/cpu-list'

/** What /proc/interrupts said. Counters since boot: readings, never history. */
export interface InterruptsFacts {
  /** The CPUs of the columns, in their order. */
  cpus: number[]
  interrupts: Interrupt[]
}

export interface Interrupt {
  /** `24`, `LOC`, `NMI`. */
  id: string
  /** Sum over all CPUs. */
  total: number
  perCpu: number[]
  /** Chip, hwirq and actions as printed after the counts. */
  description: string | null
  /** The devices at the end of the line: `nvidia`, `mlx5_comp0@pci:0000:1a:00.0`. */
  actions: string[]
}

/** What /proc/irq/N/{smp_affinity_list,effective_affinity_list,node} said. */
export interface IrqAffinityFacts {
  irqs: {
    irq: number
    affinity: CpuList | null
    effectiveAffinity: CpuList | null
    /** -1 (none) is null. */
    numaNode: number | null
  }[]
}

/** What /proc/softirqs said. */
export interface SoftirqsFacts {
  cpus: number[]
  softirqs: { name: string; total: number; perCpu: number[] }[]
}

/** What /proc/pressure/{cpu,memory,io,irq} said: percent of time stalled, and microseconds in total. */
export interface PressureFacts {
  resources: {
    resource: string
    some: PressureLine | null
    full: PressureLine | null
  }[]
}

export interface PressureLine {
  avg10Percent: number | null
  avg60Percent: number | null
  avg300Percent: number | null
  totalMicroseconds: number | null
}
