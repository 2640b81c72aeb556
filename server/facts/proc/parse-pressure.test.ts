import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const PATHS = `/proc/pressure/cpu:some avg10=12.34 avg60=0.37 avg300=0.64 total=3786030778
/proc/pressure/cpu:full avg10=0.00 avg60=0.00 avg300=0.00 total=0
/proc/pressure/memory:some avg10=0.00 avg60=0.00 avg300=0.00 total=17
/proc/pressure/memory:full avg10=0.00 avg60=0.00 avg300=0.00 total=11
/proc/pressure/irq:full avg10=1.50 avg60=0.00 avg300=0.00 total=990
`

const NAMELESS = `some avg10=0.14 avg60=0.37 avg300=0.64 total=1
some avg10=0.08 avg60=0.23 avg300=0.29 total=2
full avg10=0.08 avg60=0.22 avg300=0.27 total=3
full avg10=0.00 avg60=0.00 avg300=0.00 total=4
some avg10=0.00 avg60=0.00 avg300=0.00 total=5
`

const read = (text: string) => takeFacts(parseText(text), 'proc-pressure')

describe('pressure stall information', () => {
  it('of paths is told per resource: percent and microseconds', () => {
    const { facts, issues } = read(PATHS)
    expect(issues).toEqual([])
    expect(facts.resources.map(({ resource }) => resource)).toEqual(['cpu', 'memory', 'irq'])
    expect(facts.resources[0]?.some).toEqual({
      avg10Percent: 12.34,
      avg60Percent: 0.37,
      avg300Percent: 0.64,
      totalMicroseconds: 3_786_030_778,
    })
    expect(facts.resources[0]?.full?.totalMicroseconds).toBe(0)
  })

  it('of interrupts has no share that only some suffer, and the CPU’s none that all do before Linux 5.13', () => {
    const { facts } = read(`${PATHS}\n`.replace(/^\/proc\/pressure\/cpu:full.*\n/m, ''))
    expect(facts.resources.find(({ resource }) => resource === 'irq')).toMatchObject({
      some: null,
      full: { avg10Percent: 1.5 },
    })
    expect(facts.resources.find(({ resource }) => resource === 'cpu')?.full).toBeNull()
  })

  it('as head prints several files is named by their headings', () => {
    const line = (total: number) => `some avg10=0.00 avg60=0.00 avg300=0.00 total=${total}`
    const { facts, issues } = read(
      `==> /proc/pressure/cpu <==\n${line(1)}\n\n==> /proc/pressure/io <==\n${line(2)}\n`,
    )
    expect(issues).toEqual([])
    expect(facts.resources.map((one) => [one.resource, one.some?.totalMicroseconds])).toEqual([
      ['cpu', 1],
      ['io', 2],
    ])
  })

  it('without names is kept apart file by file, and not named by guess', () => {
    const shown = read(NAMELESS).facts.resources.map(({ resource, some, full }) => [
      resource,
      some?.totalMicroseconds ?? null,
      full?.totalMicroseconds ?? null,
    ])
    expect(shown).toEqual([
      [null, 1, null],
      [null, 2, 3],
      [null, null, 4],
      [null, 5, null],
    ])
  })

  it('that is not exactly so is an issue, and nothing else is a refusal', () => {
    const { facts, issues } = read(`${PATHS}/proc/pressure/io:some avg10=nan avg60=0.00\n`)
    expect(facts.resources).toHaveLength(3)
    expect(issues).toMatchObject([{ code: 'unreadableLine', line: 6 }])
    expect(
      takeRefusal(parseText('cat: /proc/pressure/cpu: Operation not supported\n', 'proc-pressure')).code,
    ).toBe('unrecognised')
  })

  it.each([
    ['with paths', PATHS],
    ['without names', NAMELESS],
  ])('%s cut off anywhere says nothing that the whole does not', (_, text) => {
    const report = tryCuts(text, 'proc-pressure', listLengths(text))
    expect(report.inventions).toEqual([])
    expect(report.read).toBeGreaterThan(100)
  })
})
