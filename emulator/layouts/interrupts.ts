import { listNodeCpus } from '@/emulator/cpu-layout'
import type { HostLayout, IrqLayout } from '@/emulator/host-layout'
import type { PciFunction } from '@/emulator/pci-tree'

const FIRST_IRQ = 96

/** What each driver calls its interrupts. */
const ACTIONS: Record<string, (address: string, index: number) => string[]> = {
  nvidia: () => ['nvidia', 'nvidia'],
  'nvidia-nvswitch': () => ['nvidia-nvswitch'],
  mlx5_core: (address) => [
    `mlx5_async0@pci:${address}`,
    ...[0, 1, 2, 3].map((n) => `mlx5_comp${n}@pci:${address}`),
  ],
  nvme: (_address, index) => [0, 1, 2].map((queue) => `nvme${index}q${queue}`),
  ice: (address) => [`ice-${address}:misc`, 'ice-ens1f0-TxRx-0', 'ice-ens1f0-TxRx-1'],
  amdgpu: () => ['amdgpu'],
  i915: () => ['i915'],
  'vfio-pci': (address) => [`vfio-intx(${address})`],
}

/** Interrupts of every device whose driver asks for some, dealt to the CPUs near it. `tick` moves the counts on. */
export function dealIrqs(host: Pick<HostLayout, 'cpu' | 'nodes' | 'pci'>, tick: number): IrqLayout[] {
  const cpus = listNodeCpus(host)
  const all = cpus.flat().toSorted((a, b) => a - b)
  const irqs: IrqLayout[] = []
  const seen = new Map<string, number>()
  for (const fn of host.pci.filter(({ physicalFunction }) => physicalFunction === null)) {
    const index = seen.get(fn.driver ?? '') ?? 0
    seen.set(fn.driver ?? '', index + 1)
    for (const action of ACTIONS[fn.driver ?? '']?.(fn.address, index) ?? []) {
      const near = cpusNear(host, fn, cpus, all)
      const nth = irqs.length
      irqs.push({
        irq: FIRST_IRQ + nth,
        chip: `IR-PCI-MSIX-${fn.address}`,
        action,
        node: fn.numaNode >= 0 ? fn.numaNode : null,
        affinity: near,
        effectiveCpu: near[nth % near.length] ?? 0,
        count: 12_000 + nth * 977 + tick * (50 + nth),
      })
    }
  }
  return irqs
}

function cpusNear(
  { nodes }: Pick<HostLayout, 'nodes'>,
  fn: PciFunction,
  cpus: number[][],
  all: number[],
): number[] {
  const near = cpus[nodes.findIndex(({ id }) => id === fn.numaNode)] ?? []
  return near.length > 0 ? near : all
}
