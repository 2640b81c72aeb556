import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const TEXT = `                    CPU0       CPU1       CPU2       CPU3
          HI:          1          0          0          2
       TIMER:     395860     421405          0          0
      NET_TX:          0          0          0          0
      NET_RX:      91234          0          0     400000
       BLOCK:          0          0          0          0
    IRQ_POLL:          0          0          0          0
     TASKLET:          7          0          0          0
       SCHED:     500000          1          1          1
     HRTIMER:          0          0          0          0
         RCU:         10         20         30         40
`

describe('/proc/softirqs', () => {
  it('counts each kind per CPU and leaves zeros out', () => {
    const { facts, issues } = takeFacts(parseText(TEXT), 'proc-softirqs')
    expect(issues).toEqual([])
    expect(facts.cpus).toEqual([0, 1, 2, 3])
    expect(facts.softirqs.map(({ name, total }) => [name, total])).toEqual([
      ['HI', 3],
      ['TIMER', 817_265],
      ['NET_TX', 0],
      ['NET_RX', 491_234],
      ['BLOCK', 0],
      ['IRQ_POLL', 0],
      ['TASKLET', 7],
      ['SCHED', 500_003],
      ['HRTIMER', 0],
      ['RCU', 100],
    ])
    expect(facts.softirqs[3]?.counts).toEqual([
      { cpu: 0, count: 91_234 },
      { cpu: 3, count: 400_000 },
    ])
  })

  it('is not taken from /proc/interrupts', () => {
    const text = '   CPU0\n 9:   5  IO-APIC 9-fasteoi acpi\n'
    expect(takeRefusal(parseText(text, 'proc-softirqs')).code).toBe('unrecognised')
  })

  it('cut off anywhere says nothing that the whole does not', () => {
    const report = tryCuts(TEXT, 'proc-softirqs', listLengths(TEXT))
    expect(report.inventions).toEqual([])
    expect(report.read).toBeGreaterThan(100)
  })
})
