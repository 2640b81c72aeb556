import { describe, expect, it } from 'vitest'
import { parseCutText, parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

function readPage(text: string) {
  return takeFacts(parseText(text, 'prometheus'), 'prometheus')
}

function readFirst(line: string) {
  const { facts, issues } = readPage(`up 1\n${line}`)
  return { sample: facts.families[1]?.samples[0] ?? null, issues }
}

describe('a page in Prometheus’ format', () => {
  it('undoes the three escapes of label values and leaves other backslashes', () => {
    const { sample } = readFirst(String.raw`a{path="C:\\x \"y\" \n\d",empty=""} 1`)
    expect(sample?.labels).toEqual({ path: 'C:\\x "y" \n\\d', empty: '' })
  })

  it('reads labels with commas, braces and parentheses in them, blanks around and a comma at the end', () => {
    const { sample } = readFirst('a { b="x,y" , c="{z}(R)", } 2')
    expect(sample).toEqual({ name: 'a', labels: { b: 'x,y', c: '{z}(R)' }, value: 2, timestampMs: null })
  })

  it.each([
    ['1.6e+10', 16_000_000_000],
    ['+0.5', 0.5],
    ['.5', 0.5],
    ['-0', 0],
    ['NaN', 'NaN'],
    ['+Inf', '+Inf'],
    ['-inf', '-Inf'],
    ['1.8446744073709537e+19', 1.8446744073709537e19],
  ])('reads the value %s', (text, value) => {
    expect(readFirst(`a ${text}`).sample?.value).toBe(value)
  })

  it('reads a number beyond every double as unknown, not as infinite', () => {
    const { sample, issues } = readFirst('a 1e999')
    expect(sample?.value).toBeNull()
    expect(issues).toMatchObject([{ code: 'unreadableValue', line: 2 }])
  })

  it.each([
    'a',
    'a{',
    'a{b="1"',
    'a{b=1} 2',
    'a{b="1"c="2"} 3',
    'a 0x10',
    'a 1 2 3',
    '2a 1',
    'a{b="1",b="2"} 1',
  ])('leaves out the line %s and reads the others', (line) => {
    const { sample, issues } = readFirst(line)
    expect(sample).toBeNull()
    expect(issues).toMatchObject([{ code: 'unreadableLine', line: 2 }])
  })

  it('reads timestamps in milliseconds, and OpenMetrics’ in seconds', () => {
    expect(readFirst('a 1 1395066363000').sample?.timestampMs).toBe(1_395_066_363_000)
    expect(readFirst('a 1 1520879607.789').sample?.timestampMs).toBe(1_520_879_607_789)
    expect(readFirst('a 1 1520879607').sample?.timestampMs).toBe(1_520_879_607_000)
  })

  it('reads OpenMetrics with its units, exemplars and end, and nothing behind the end', () => {
    const { facts, issues } = readPage(
      [
        '# TYPE req_seconds histogram',
        '# UNIT req_seconds seconds',
        '# HELP req_seconds Time\\nspent.',
        'req_seconds_bucket{le="+Inf"} 2 # {trace_id="a b"} 0.67 1520879607.7',
        'req_seconds_count 2',
        '# TYPE build info',
        'build_info{version="1"} 1',
        '# EOF',
        'late 1',
      ].join('\n'),
    )
    expect(issues).toEqual([])
    expect(facts.families.map(({ name, kind, samples }) => [name, kind, samples.length])).toEqual([
      ['req_seconds', 'histogram', 2],
      ['build', 'info', 1],
    ])
    expect(facts.families[0]?.help).toBe('Time\nspent.')
  })

  it('reads names that Prometheus 3 puts in quotes', () => {
    expect(readFirst('{"my.metric","my.label"="x"} 4').sample).toMatchObject({
      name: 'my.metric',
      labels: { 'my.label': 'x' },
      value: 4,
    })
  })

  it('keeps a sample whose labels were elided, and says so', () => {
    const { sample, issues } = readFirst('a{gpu="0",...} 31')
    expect(sample).toMatchObject({ labels: { gpu: '0' }, value: 31 })
    expect(issues).toMatchObject([{ code: 'unreadableValue', detail: 'a: labels left out' }])
  })

  it('keeps a family of unknown kind where no TYPE comes before its first sample', () => {
    const { facts, issues } = readPage('a 1\n# TYPE a gauge\n# HELP a late\n')
    expect(facts.families).toMatchObject([{ name: 'a', kind: null, help: 'late' }])
    expect(issues).toMatchObject([{ code: 'duplicate', line: 2 }])
  })

  it('reads all of DCGM’s numbers for "not told" as unknown, and only in DCGM’s fields', () => {
    const blanks = ['9223372036854775792', '9223372036854775795', '2147483634', '140737488355328.000000']
    for (const blank of blanks) {
      expect(readFirst(`DCGM_FI_DEV_GPU_TEMP{UUID="GPU-1"} ${blank}`).sample?.value).toBeNull()
      expect(readFirst(`other ${blank}`).sample?.value).toBe(Number(blank))
    }
  })

  it('says whose page it is by the first family that is one exporter’s alone', () => {
    expect(readPage('go_goroutines 1\nnode_load1 2\nDCGM_FI_DEV_GPU_TEMP 3').facts.exporter).toBe(
      'node_exporter',
    )
    expect(readPage('go_goroutines 1').facts.exporter).toBeNull()
  })

  it('drops a last sample without its line end, and takes the end mark without one', () => {
    const cut = takeFacts(parseCutText('# TYPE a gauge\na 1\na 16', 'prometheus'), 'prometheus')
    expect(cut.facts.families[0]?.samples).toHaveLength(1)
    expect(cut.issues).toMatchObject([{ code: 'unfinishedLine', line: 3 }])
    expect(takeFacts(parseCutText('a 1\n# EOF', 'prometheus'), 'prometheus').issues).toEqual([])
  })

  it('is recognised with and without TYPE lines', () => {
    expect(parseText('# HELP a b\n# TYPE a gauge\na 1')).toMatchObject({ tool: 'prometheus', kind: 'parsed' })
    expect(parseText('nv_gpu{gpu_uuid="GPU-1"} 0.5')).toMatchObject({ tool: 'prometheus', kind: 'parsed' })
  })

  it('refuses a page without a sample, and one with more than any exporter has', () => {
    expect(takeRefusal(parseText('# TYPE a gauge\n', 'prometheus')).code).toBe('unrecognised')
    expect(takeRefusal(parseText('a 1\n'.repeat(100_001), 'prometheus'))).toMatchObject({
      code: 'tooLarge',
      line: 100_001,
    })
  })
})
