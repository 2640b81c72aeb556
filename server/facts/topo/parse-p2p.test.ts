import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const MATRIX = ' \tGPU0\tGPU1\tGPU2\t\n GPU0\tX\tOK\tCNS\t\n GPU1\tOK\tX\tNS\t\n GPU2\tCNS\tERR!\tX\t\n'

describe('nvidia-smi topo -p2p', () => {
  it('reads a matrix with tabs, styling and an unknown cell', () => {
    const styled = MATRIX.replace('GPU0\tGPU1', '\u001b[4mGPU0\tGPU1').replace(
      'GPU2\t\n',
      'GPU2\u001b[0m\t\n',
    )
    const { facts, issues } = takeFacts(parseText(styled), 'nvidia-smi-topo-p2p')
    expect(facts).toEqual({
      labels: ['GPU0', 'GPU1', 'GPU2'],
      statuses: [
        ['X', 'OK', 'CNS'],
        ['OK', 'X', 'NS'],
        ['CNS', null, 'X'],
      ],
    })
    expect(issues.map((issue) => issue.code)).toEqual(['ansiStripped'])
  })

  it('knows a single GPU by its legend', () => {
    const text = '\tGPU0\nGPU0\tX\n\nLegend:\n\n  X    = Self\n  OK   = Status Ok\n'
    expect(takeFacts(parseText(text), 'nvidia-smi-topo-p2p').facts).toEqual({
      labels: ['GPU0'],
      statuses: [['X']],
    })
  })

  it('reports a word that nvidia-smi does not use', () => {
    const { facts, issues } = takeFacts(parseText(MATRIX.replace('ERR!', 'MAYBE')), 'nvidia-smi-topo-p2p')
    expect(facts.statuses[2]).toEqual(['CNS', null, 'X'])
    expect(issues).toEqual([{ code: 'unreadableValue', line: 4, detail: 'GPU2 GPU1: MAYBE' }])
  })

  it('cut off after any character, tells nothing that the whole does not', () => {
    const text = `${MATRIX}\nLegend:\n\n  X    = Self\n`
    const report = tryCuts(text, 'nvidia-smi-topo-p2p', listLengths(text))
    expect(report.inventions).toEqual([])
    expect(report.read).toBeGreaterThan(0)
  })

  it.each([
    ['a row is missing', MATRIX.replace(/ GPU2.*\n$/, ''), 'truncated'],
    ['it is the topology', '\tGPU0\tGPU1\nGPU0\tX\tSYS\nGPU1\tSYS\tX\n', 'unrecognised'],
  ])('is refused when %s', (_, text, code) => {
    expect(takeRefusal(parseText(text, 'nvidia-smi-topo-p2p')).code).toBe(code)
  })
})
