import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const HEADER = '\tGPU0\tGPU1\tCPU Affinity\tNUMA Affinity\tGPU NUMA ID'

describe('nvidia-smi topo -m: hazards', () => {
  it('reads the memory node of a Grace GPU past the spare tab', () => {
    const text = `${HEADER}\nGPU0\t X \tNV18\t0-71\t0\t\t4\nGPU1\tNV18\t X \t72-143\t1\t\t12\n`
    const { facts } = takeFacts(parseText(text), 'nvidia-smi-topo-m')
    expect(facts.devices.map((device) => device.gpuNumaId)).toEqual([4, 12])
    expect(facts.devices.map((device) => device.numaAffinity)).toEqual([[0], [1]])
  })

  it('reads a list of NUMA nodes', () => {
    const text = `${HEADER}\nGPU0\t X \tSYS\t0-71\t0-1\t\tN/A\nGPU1\tSYS\t X \t72-143\t2,3\t\tN/A\n`
    const { facts } = takeFacts(parseText(text), 'nvidia-smi-topo-m')
    expect(facts.devices.map((device) => device.numaAffinity)).toEqual([
      [0, 1],
      [2, 3],
    ])
  })

  it('does not shift affinities into each other where spaces hide an empty cell', () => {
    const text =
      'x\n        GPU0    CPU Affinity    NUMA Affinity   GPU NUMA ID\nGPU0     X      0-7     N/A\n'
    const { facts, issues } = takeFacts(parseText(text), 'nvidia-smi-topo-m')
    expect(facts.devices[0]).toMatchObject({ cpuAffinity: null, numaAffinity: null, gpuNumaId: null })
    expect(issues.map((issue) => issue.code)).toEqual(['raggedRow'])
  })

  it('keeps an unknown word as no link, with an issue', () => {
    const text = `${HEADER}\nGPU0\t X \tERR!\t0-7\t0\t\tN/A\nGPU1\tXYZ\t X \t0-7\t0\t\tN/A\n`
    const { facts, issues } = takeFacts(parseText(text), 'nvidia-smi-topo-m')
    expect(facts.links).toEqual([
      ['X', null],
      [null, 'X'],
    ])
    expect(issues).toEqual([{ code: 'unreadableValue', line: 3, detail: 'GPU1 GPU0: XYZ' }])
  })

  it.each([
    ['a row is missing', `${HEADER}\nGPU0\t X \tSYS\t0-7\t0\t\tN/A\n`, 'truncated'],
    ['a row is cut', `${HEADER}\nGPU0\t X \tSYS\t0-7\t0\t\tN/A\nGPU1\tSYS`, 'truncated'],
    ['a device stands twice', '\tGPU0\tGPU0\tCPU Affinity\nGPU0\t X \t X \t0\n', 'malformed'],
  ])('refuses the part when %s', (_, text, code) => {
    expect(takeRefusal(parseText(text, 'nvidia-smi-topo-m')).code).toBe(code)
  })

  it('names the peer-to-peer matrix when it is sent as the topology', () => {
    const text = '\tGPU0\tGPU1\nGPU0\tX\tOK\nGPU1\tOK\tX\n'
    expect(takeRefusal(parseText(text, 'nvidia-smi-topo-m'))).toMatchObject({ code: 'unrecognised', line: 2 })
  })

  it.each([
    ['shows NVLinks', 'NV18', '', true],
    ['explains NVLinks', 'SYS', '  PIX  = b\n  NV#  = c\n', true],
    ['ends its legend before it would explain NVLinks', 'SYS', '  PIX  = b\n\nNIC Legend:\n', false],
    ['may go on to explain NVLinks', 'SYS', '  PIX  = b\n', null],
    ['has no legend', 'SYS', '', null],
  ])('of a matrix that %s knows whether it shows NVLinks', (_, link, legend, showsNvlink) => {
    const rows = `GPU0\t X \t${link}\t0-7\t0\t\tN/A\nGPU1\t${link}\t X \t0-7\t0\t\tN/A\n`
    const text = `${HEADER}\n${rows}${legend && `\nLegend:\n\n  X    = Self\n  SYS  = a\n${legend}`}`
    expect(takeFacts(parseText(text), 'nvidia-smi-topo-m').facts.showsNvlink).toBe(showsNvlink)
  })

  it('cut off after any character, tells nothing that the whole does not', () => {
    const rows = 'GPU0\t X \tSYS\t0-71\t0\t\t4\nGPU1\tSYS\t X \t72-143\t1\t\t12\n'
    const text = `${HEADER}\n${rows}\nLegend:\n\n  X    = Self\n  PIX  = near\n  NV#  = NVLinks\n`
    const report = tryCuts(text, 'nvidia-smi-topo-m', listLengths(text))
    expect(report.inventions).toEqual([])
    expect(report.read).toBeGreaterThan(0)
  })
})
