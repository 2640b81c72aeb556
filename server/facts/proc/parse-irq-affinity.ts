import type { IrqAffinityFacts } from '@/server/core/inventory/tools/irq-facts'
import { normaliseCpuList } from '@/server/core/units/cpu-list'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readPathValues } from '@/server/facts/text/path-values'

const PATH = /^\/proc\/irq\/(?:(\d{1,7})\/)?(\w+)$/

const MAX_IRQS = 50_000

type Irq = IrqAffinityFacts['irqs'][number]

/** Lines /proc/irq/N/{smp_affinity_list,effective_affinity_list,node}. Throws `PartRefusal`. */
export function parseIrqAffinity(text: string, issues: IssueList): IrqAffinityFacts {
  const irqs = new Map<number, Irq>()
  for (const { path, value, line } of readPathValues(text, (candidate) => PATH.test(candidate), issues)) {
    const [, number, attribute] = PATH.exec(path) ?? []
    // /proc/irq/default_smp_affinity is of no interrupt.
    if (number === undefined || attribute === undefined) continue
    const id = Number(number)
    const irq = irqs.get(id) ?? { irq: id, affinity: null, effectiveAffinity: null, numaNode: null }
    irqs.set(id, irq)
    if (irqs.size > MAX_IRQS) throw new PartRefusal('tooLarge', line, `over ${MAX_IRQS} interrupts`)
    if (!takeAttribute(irq, attribute, value)) {
      issues.add('unreadableValue', line, `irq ${id} ${attribute}: ${value}`)
    }
  }
  if (irqs.size === 0) throw new PartRefusal('unrecognised', 1, 'no line of /proc/irq')
  return { irqs: [...irqs.values()] }
}

/** False where the value has not its shape. The first of two lines counts; the masks say the same as the lists. */
function takeAttribute(irq: Irq, attribute: string, value: string): boolean {
  if (attribute === 'smp_affinity_list') {
    irq.affinity ??= normaliseCpuList(value)
    return irq.affinity !== null
  }
  if (attribute === 'effective_affinity_list') {
    irq.effectiveAffinity ??= normaliseCpuList(value)
    return irq.effectiveAffinity !== null
  }
  if (attribute !== 'node' || value === '-1') return true
  if (!/^\d{1,4}$/.test(value)) return false
  irq.numaNode ??= Number(value)
  return true
}
