import { formatCpuList, listCpus } from '@/emulator/cpu-layout'
import type { HostLayout } from '@/emulator/host-layout'

const CELL = 11

/** Lines of the architecture itself, with what stands behind their counts. */
const ARCHITECTURE: [id: string, text: string, perCpu: number][] = [
  ['NMI', 'Non-maskable interrupts', 12],
  ['LOC', 'Local timer interrupts', 48_211],
  ['RES', 'Rescheduling interrupts', 904],
  ['CAL', 'Function call interrupts', 3120],
  ['TLB', 'TLB shootdowns', 55],
]

function listIds(host: HostLayout): number[] {
  return listCpus(host)
    .map(({ id }) => id)
    .toSorted((a, b) => a - b)
}

function writeHead(cpus: number[], indent: number): string {
  return `${' '.repeat(indent)}${cpus.map((cpu) => `CPU${cpu}`.padStart(CELL)).join('')}`
}

/** /proc/interrupts. */
export function writeInterrupts(host: HostLayout): string {
  const cpus = listIds(host)
  const devices = host.irqs.map(({ irq, chip, action, effectiveCpu, count }, index) => {
    const counts = cpus.map((cpu) => String(cpu === effectiveCpu ? count : 0).padStart(CELL))
    return `${String(irq).padStart(4)}:${counts.join('')}  ${chip}  ${index % 8}-edge      ${action}`
  })
  const others = ARCHITECTURE.map(
    ([id, text, perCpu]) =>
      `${id.padStart(4)}:${cpus.map((cpu) => String(perCpu + cpu).padStart(CELL)).join('')}   ${text}`,
  )
  const lines = [writeHead(cpus, 5), ...devices, ...others, ' ERR:          0', ' MIS:          0']
  return `${lines.join('\n')}\n`
}

/** /proc/softirqs. */
export function writeSoftirqs(host: HostLayout): string {
  const cpus = listIds(host)
  const rows = host.load.softirqs.map(
    ({ name, perCpu }) =>
      `${name.padStart(12)}:${cpus.map((cpu) => String(perCpu + cpu).padStart(CELL)).join('')}`,
  )
  return `${[writeHead(cpus, 13), ...rows].join('\n')}\n`
}

/** /proc/irq/<n>/{smp_affinity_list,effective_affinity_list,node}. */
export function writeIrqAffinity({ irqs }: HostLayout): string {
  return irqs
    .flatMap(({ irq, affinity, effectiveCpu, node }) => [
      `/proc/irq/${irq}/smp_affinity_list:${formatCpuList(affinity)}`,
      `/proc/irq/${irq}/effective_affinity_list:${effectiveCpu}`,
      `/proc/irq/${irq}/node:${node ?? -1}`,
    ])
    .map((line) => `${line}\n`)
    .join('')
}
