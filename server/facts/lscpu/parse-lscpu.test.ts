import { describe, expect, it } from 'vitest'
import { parseCutText, parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'
import { hasSamples, parseSample } from '@/server/facts/testing/shared-samples'

function listFields(pairs: [string, string][]) {
  return pairs.map(([field, data]) => ({ field: `${field}:`, data }))
}

function writeLscpu(fields: [string, string][], children: [string, string][] = []): string {
  const nested = children.length > 0 ? [{ field: 'NUMA:', data: null, children: listFields(children) }] : []
  return JSON.stringify({ lscpu: [...listFields(fields), ...nested] }, null, 3)
}

describe('lscpu -J', () => {
  it('reads flat and nested output alike', () => {
    const fields: [string, string][] = [
      ['Architecture', 'x86_64'],
      ['CPU(s)', '96'],
      ['On-line CPU(s) list', '0-95'],
      ['Socket(s)', '2'],
      ['Core(s) per socket', '24'],
      ['Thread(s) per core', '2'],
    ]
    const numa: [string, string][] = [
      ['NUMA node(s)', '2'],
      ['NUMA node0 CPU(s)', '0-23,48-71'],
      ['NUMA node1 CPU(s)', '24-47,72-95'],
    ]
    const flat = takeFacts(parseText(writeLscpu([...fields, ...numa])), 'lscpu')
    const nested = takeFacts(parseText(writeLscpu(fields, numa)), 'lscpu')
    expect(nested.facts).toEqual(flat.facts)
    expect(flat.facts).toMatchObject({
      cpus: 96,
      sockets: 2,
      coresPerSocket: 24,
      threadsPerCore: 2,
      hypervisorVendor: null,
      numaNodes: [
        { id: 0, cpus: '0-23,48-71' },
        { id: 1, cpus: '24-47,72-95' },
      ],
    })
    expect(flat.issues).toEqual([])
  })

  it('keeps a node without CPUs as a node', () => {
    const text = writeLscpu([
      ['CPU(s)', '4'],
      ['NUMA node(s)', '2'],
      ['NUMA node0 CPU(s)', '0-3'],
      ['NUMA node8 CPU(s)', '-'],
    ])
    expect(takeFacts(parseText(text), 'lscpu').facts.numaNodes).toEqual([
      { id: 0, cpus: '0-3' },
      { id: 8, cpus: '' },
    ])
  })

  it('refuses JSON cut anywhere', () => {
    const text = writeLscpu([
      ['Architecture', 'x86_64'],
      ['CPU(s)', '4'],
    ])
    for (let length = 1; length < text.length; length += 1) {
      expect(takeRefusal(parseCutText(text.slice(0, length), 'lscpu')).code).toBe('truncated')
    }
    expect(text.length).toBeGreaterThan(100)
  })

  it('says "malformed" with the line where JSON breaks in the middle', () => {
    const text = writeLscpu([['CPU(s)', '4']]).replace('"data"', 'data')
    expect(takeRefusal(parseText(text, 'lscpu'))).toMatchObject({ code: 'malformed', line: 5 })
  })
})

describe.skipIf(!hasSamples('cpu-numa'))('real lscpu output', () => {
  it.each([
    ['dcgm_lscpu-J_invalid.json', 13],
    ['dcgm_lscpu-J_badfieldtype.json', 7],
  ])('%s is refused with the line', (file, line) => {
    expect(takeRefusal(parseSample('cpu-numa', file))).toMatchObject({
      tool: 'lscpu',
      code: 'malformed',
      line,
    })
  })

  it.each(['utillinux_lscpu_epyc7451_text+parsable.txt', 'dmidecode-t1_dgx-a100.txt', 'gpud_dmidecode.txt'])(
    '%s is no tool’s output that Berth asks for',
    (file) => {
      expect(takeRefusal(parseSample('cpu-numa', file))).toMatchObject({ tool: null, code: 'unrecognised' })
    },
  )
})
