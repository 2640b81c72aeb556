import type { CpuList } from '@/server/core/units/cpu-list'

/**
 * How two devices reach each other, nearest first: `X` itself, `NV<n>` n bonded NVLinks, `PIX` one PCIe bridge,
 * `PXB` several, `PHB` a host bridge, `NODE` within a NUMA node, `SYS` between NUMA nodes.
 */
export type TopoLink = 'X' | `NV${number}` | 'PIX' | 'PXB' | 'PHB' | 'NODE' | 'SYS'

/** What one `nvidia-smi topo -m` (or `-mp`) said. */
export interface TopoFacts {
  devices: TopoDevice[]
  /** `links[row][column]`, in the order of `devices`; null where the cell was empty or not a known word. */
  links: (TopoLink | null)[][]
  /**
   * False for `-mp`, which shows PCIe paths only, so that its links say nothing about NVLink. Null: no legend, or one
   * that may go on after its end.
   */
  showsNvlink: boolean | null
}

export interface TopoDevice {
  /** `GPU0`, `NIC3`, `mlx5_0`. */
  label: string
  kind: 'gpu' | 'nic'
  /** The NIC's name from the legend, or its label where the tool prints names as labels. Null for GPUs. */
  name: string | null
  /** CPUs near the device *that the caller may use*: a batch job sees its own CPUs only. */
  cpuAffinity: CpuList | null
  /** NUMA nodes near the device. */
  numaAffinity: number[] | null
  /** The NUMA node that *is* this GPU's memory (Grace). */
  gpuNumaId: number | null
}
