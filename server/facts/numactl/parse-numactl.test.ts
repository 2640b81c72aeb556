import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const GAPPED = `available: 2 nodes (0,8)
node 0 cpus: 0 1
node 0 size: 1000 MB
node 0 free: 10 MB
node 8 cpus:
node 8 size: 2000 MB
node 8 free: 20 MB
node distances:
node   0   8
  0:  10  40
  8:  40  10
`

describe('numactl -H', () => {
  it('keeps node ids with gaps, and a node without CPUs', () => {
    const { facts } = takeFacts(parseText(GAPPED), 'numactl')
    expect(facts.nodes[1]).toEqual({ id: 8, cpus: '', sizeMib: 2000, freeMib: 20 })
    expect(facts.distances[1]).toEqual({
      from: 8,
      to: [
        { id: 0, distance: 40 },
        { id: 8, distance: 10 },
      ],
    })
  })

  it('reads GPU memory as nodes without CPUs, with ids far apart and rows in any order', () => {
    const text = `available: 3 nodes (0,8,252)
node 252 cpus:
node 252 size: 15360 MB
node 252 free: 15355 MB
node 0 cpus: 0 1
node 0 size: 255419 MB
node 0 free: <not available>
node 8 cpus: 2 3
node 8 size: 0 MB
node 8 free: 0 MB
node distances:
node   0   8  252
252:  80  80  10
  0:  10  40  80
  8:  40  10  80
`
    const { facts, issues } = takeFacts(parseText(text), 'numactl')
    expect(facts.nodes).toEqual([
      { id: 0, cpus: '0-1', sizeMib: 255419, freeMib: null },
      { id: 8, cpus: '2-3', sizeMib: 0, freeMib: 0 },
      { id: 252, cpus: '', sizeMib: 15360, freeMib: 15355 },
    ])
    expect(facts.distances[0]).toEqual({
      from: 252,
      to: [
        { id: 0, distance: 80 },
        { id: 8, distance: 80 },
        { id: 252, distance: 10 },
      ],
    })
    expect(issues).toEqual([])
  })

  it('leaves distances out where the firmware tells none', () => {
    const text = `${GAPPED.slice(0, GAPPED.indexOf('node distances'))}No distance information available.\n`
    const { facts, issues } = takeFacts(parseText(text), 'numactl')
    expect(facts.nodes).toHaveLength(2)
    expect(facts.distances).toEqual([])
    expect(issues.map((issue) => issue.code)).toEqual(['missingSection'])
  })

  it('tells of a cut text nothing that the whole one does not say', () => {
    const { tried, read, inventions } = tryCuts(GAPPED, 'numactl', listLengths(GAPPED))
    expect(inventions).toEqual([])
    expect(tried).toBe(GAPPED.length)
    expect(read).toBeGreaterThan(50)
  })

  it('refuses nodes that name more CPUs than machines have, readable or not', () => {
    const lines = Array.from({ length: 6 }, (_, id) => `node ${id} cpus: 0-16383`)
    const text = `available: 6 nodes (0-5)\n${lines.join('\n')}\n`
    expect(takeRefusal(parseText(text))).toMatchObject({ code: 'tooLarge', line: 6 })
    const broken = `available: 1 nodes (0)\n${'node 0 cpus: 0-16383 x\n'.repeat(9)}`
    expect(takeRefusal(parseText(broken))).toMatchObject({ code: 'tooLarge', line: 6 })
  })

  it.each([
    ['a node is missing', GAPPED.replace('2 nodes', '3 nodes'), 'truncated'],
    ['a row of distances is cut', GAPPED.replace('  8:  40  10', '  8:  40'), 'truncated'],
    ['a row of distances is missing', GAPPED.replace('  8:  40  10\n', ''), 'truncated'],
    ['there is no NUMA', 'No NUMA available on this system\n', 'toolError'],
  ])('refuses the part when %s', (_, broken, code) => {
    expect(takeRefusal(parseText(broken, 'numactl')).code).toBe(code)
  })
})
