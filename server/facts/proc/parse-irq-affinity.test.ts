import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts } from '@/server/facts/testing/parse-text'

const TEXT = `/proc/irq/default_smp_affinity:ffff,ffffffff
/proc/irq/0/smp_affinity_list:0-47
/proc/irq/0/effective_affinity_list:
/proc/irq/0/node:-1
/proc/irq/142/smp_affinity_list:0-11,24-35
/proc/irq/142/effective_affinity_list:5
/proc/irq/142/node:0
/proc/irq/142/spurious:count 0
/proc/irq/143/smp_affinity_list:13
/proc/irq/143/node:1
`

const read = (text: string) => takeFacts(parseText(text), 'irq-affinity')

describe('IRQ affinities', () => {
  it('tell where an interrupt may go and where it goes; nowhere is not unknown, and node -1 is', () => {
    const { facts, issues } = read(TEXT)
    expect(issues).toEqual([])
    expect(facts.irqs).toEqual([
      { irq: 0, affinity: '0-47', effectiveAffinity: '', numaNode: null },
      { irq: 142, affinity: '0-11,24-35', effectiveAffinity: '5', numaNode: 0 },
      { irq: 143, affinity: '13', effectiveAffinity: null, numaNode: 1 },
    ])
  })

  it('without their shape are unknown, and an issue', () => {
    const { facts, issues } = read('/proc/irq/7/smp_affinity_list:all\n/proc/irq/7/node:x\n')
    expect(facts.irqs).toEqual([{ irq: 7, affinity: null, effectiveAffinity: null, numaNode: null }])
    expect(issues.map(({ code, line }) => [code, line])).toEqual([
      ['unreadableValue', 1],
      ['unreadableValue', 2],
    ])
  })

  it('cut off anywhere say nothing that the whole does not', () => {
    const report = tryCuts(TEXT, 'irq-affinity', listLengths(TEXT))
    expect(report.inventions).toEqual([])
    expect(report.read).toBeGreaterThan(100)
  })
})
