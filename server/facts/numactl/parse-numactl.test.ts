import { describe, expect, it } from 'vitest'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'
import { hasSamples, parseSample } from '@/server/facts/testing/shared-samples'

const FORMAT = 'cpu-numa'

describe.skipIf(!hasSamples(FORMAT))('real numactl -H output', () => {
  it('reads nodes without memory as such', () => {
    const { facts, issues } = takeFacts(parseSample(FORMAT, 'numactl-H_4node_memoryless.txt'), 'numactl')
    expect(facts.nodes).toEqual([
      { id: 0, cpus: '0-14,60-74', sizeMib: 15725, freeMib: 15129 },
      { id: 1, cpus: '15-29,75-89', sizeMib: 15862, freeMib: 15627 },
      { id: 2, cpus: '30-44,90-104', sizeMib: 0, freeMib: 0 },
      { id: 3, cpus: '45-59,105-119', sizeMib: 0, freeMib: 0 },
    ])
    expect(facts.distances).toHaveLength(4)
    expect(facts.distances[3]?.to.map((cell) => cell.distance)).toEqual([21, 21, 21, 10])
    expect(issues).toEqual([])
  })

  it('reads CPUs that alternate between nodes', () => {
    const { facts } = takeFacts(parseSample(FORMAT, 'numactl-H_adroit_interleaved.txt'), 'numactl')
    expect(facts.nodes.map((node) => node.cpus?.slice(0, 9))).toEqual(['0,2,4,6,8', '1,3,5,7,9'])
    expect(facts.nodes.map((node) => node.sizeMib)).toEqual([515192, 516088])
  })

  it('reads distances as printed', () => {
    const { facts } = takeFacts(parseSample(FORMAT, 'numactl-H_della-i16g1.txt'), 'numactl')
    expect(facts.distances.map((row) => row.to.map((cell) => cell.distance))).toEqual([
      [10, 32],
      [32, 10],
    ])
  })
})

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

  it.each([
    ['a node is missing', GAPPED.replace('2 nodes', '3 nodes'), 'truncated'],
    ['a row of distances is cut', GAPPED.replace('  8:  40  10', '  8:  40'), 'truncated'],
    ['a row of distances is missing', GAPPED.replace('  8:  40  10\n', ''), 'truncated'],
    ['there is no NUMA', 'No NUMA available on this system\n', 'toolError'],
  ])('refuses the part when %s', (_, broken, code) => {
    expect(takeRefusal(parseText(broken, 'numactl')).code).toBe(code)
  })
})
