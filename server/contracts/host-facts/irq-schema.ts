import type {
  CpuCount,
  Interrupt,
  InterruptsFacts,
  IrqAffinityFacts,
  PressureFacts,
  PressureLine,
  SoftirqsFacts,
} from '@/server/core/inventory/tools/irq-facts'
import { cpuList, listOf, objectOf, orNull, pciAddress, quantity, text, whole } from './exact-schema'

const cpuCounts = listOf(objectOf<CpuCount>({ cpu: whole, count: whole }))

const interrupt = objectOf<Interrupt>({
  id: text,
  total: whole,
  counts: orNull(cpuCounts),
  chip: orNull(text),
  address: orNull(pciAddress),
  actions: listOf(text),
  description: orNull(text),
})

export const interruptsSchema = objectOf<InterruptsFacts>({
  cpus: listOf(whole),
  interrupts: listOf(interrupt),
})

export const irqAffinitySchema = objectOf<IrqAffinityFacts>({
  irqs: listOf(
    objectOf({
      irq: whole,
      affinity: orNull(cpuList),
      effectiveAffinity: orNull(cpuList),
      numaNode: orNull(whole),
    }),
  ),
})

export const softirqsSchema = objectOf<SoftirqsFacts>({
  cpus: listOf(whole),
  softirqs: listOf(objectOf({ name: text, total: whole, counts: cpuCounts })),
})

const pressureLine = objectOf<PressureLine>({
  avg10Percent: orNull(quantity),
  avg60Percent: orNull(quantity),
  avg300Percent: orNull(quantity),
  totalMicroseconds: orNull(whole),
})

export const pressureSchema = objectOf<PressureFacts>({
  resources: listOf(
    objectOf({ resource: orNull(text), some: orNull(pressureLine), full: orNull(pressureLine) }),
  ),
})
