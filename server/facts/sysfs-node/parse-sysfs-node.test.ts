import { describe, expect, it } from 'vitest'
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
          { sizeKib: 2048, total: 8, free: 2 },
          { sizeKib: 1048576, total: 4, free: null },
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
})
