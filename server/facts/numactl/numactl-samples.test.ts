import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { takeFacts } from '@/server/facts/testing/parse-text'
import { hasSamples, listSamples, parseSample, readSampleText } from '@/server/facts/testing/shared-samples'

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

  it('tells of a cut text nothing that the whole one does not say', () => {
    const files = listSamples(FORMAT).filter((file) => file.startsWith('numactl'))
    for (const file of files) {
      const text = readSampleText(FORMAT, file)
      const { tried, read, inventions } = tryCuts(text, 'numactl', listLengths(text))
      expect(inventions).toEqual([])
      expect(tried).toBe(text.length)
      expect(read).toBeGreaterThan(20)
    }
    expect(files).toHaveLength(3)
  })
})
