import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts } from '@/server/facts/testing/parse-text'

const ROOT = '/sys/devices/system/node/'

describe('sysfs node lines', () => {
  it('reads CPUs, memory, distances by node id, and hugepages per size', () => {
    const text = [
      'node0/cpulist:0-3',
      'node0/distance:10 20',
      'node0/meminfo:Node 0 MemTotal:       1048577 kB',
      'node0/meminfo:Node 0 MemFree:        524288 kB',
      'node0/hugepages/hugepages-1048576kB/nr_hugepages:4',
      'node0/hugepages/hugepages-2048kB/nr_hugepages:8',
      'node0/hugepages/hugepages-2048kB/free_hugepages:2',
      'node2/cpulist:',
      'node2/distance:20 10',
    ].map((line) => ROOT + line)
    const { facts, issues } = takeFacts(parseText(text.join('\n')), 'sysfs-node')
    expect(facts.nodes).toEqual([
      {
        id: 0,
        cpus: '0-3',
        memoryTotalMib: 1024,
        memoryFreeMib: 512,
        hugepages: [
          { sizeKib: 1048576, total: 4, free: null },
          { sizeKib: 2048, total: 8, free: 2 },
        ],
      },
      { id: 2, cpus: '', memoryTotalMib: null, memoryFreeMib: null, hugepages: [] },
    ])
    expect(facts.distances[0]).toEqual({
      from: 0,
      to: [
        { id: 0, distance: 10 },
        { id: 2, distance: 20 },
      ],
    })
    expect(issues).toEqual([])
  })

  it('does not guess which nodes a row of distances means when their number differs', () => {
    const text = `${ROOT}node0/cpulist:0\n${ROOT}node0/distance:10 20 20`
    const { facts, issues } = takeFacts(parseText(text), 'sysfs-node')
    expect(facts.distances).toEqual([])
    expect(issues.map((issue) => issue.code)).toEqual(['countMismatch'])
  })

  it('gives a row of distances to nodes by their number, in whatever order they were listed', () => {
    const ids = [0, 10, 2]
    const text = ids
      .map(
        (id) =>
          `${ROOT}node${id}/cpulist:${id}\n${ROOT}node${id}/distance:${id === 0 ? '10 20 30' : '20 20 20'}\n`,
      )
      .join('')
    const { facts } = takeFacts(parseText(text), 'sysfs-node')
    expect(facts.nodes.map((node) => node.id)).toEqual([0, 10, 2])
    expect(facts.distances[0]).toEqual({
      from: 0,
      to: [
        { id: 0, distance: 10 },
        { id: 2, distance: 20 },
        { id: 10, distance: 30 },
      ],
    })
    const { tried, read, inventions } = tryCuts(text, 'sysfs-node', listLengths(text))
    expect(inventions).toEqual([])
    expect(tried).toBe(text.length)
    expect(read).toBeGreaterThan(100)
  })
})
