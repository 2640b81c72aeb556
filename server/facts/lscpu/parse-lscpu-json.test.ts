import { describe, expect, it } from 'vitest'
import { parseCutText, parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

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

  it('refuses a field whose name is no text, with its line', () => {
    const text = '{\n "lscpu": [\n  {"field": "CPU(s):", "data": "12"},\n  {"field": 2, "data": "3"}\n ]\n}\n'
    expect(takeRefusal(parseText(text))).toMatchObject({ tool: 'lscpu', code: 'malformed', line: 4 })
  })

  it('reads the table of -J -e, with numbers or with texts', () => {
    const cpus = [
      { cpu: 0, node: 0, socket: 0, core: 0, online: true },
      { cpu: '1', node: '-', socket: '1', core: '8', online: 'no' },
    ]
    const { facts } = takeFacts(parseText(JSON.stringify({ cpus }, null, 3)), 'lscpu')
    expect(facts.placements).toEqual([
      { cpu: 0, core: 0, socket: 0, node: 0, isOnline: true },
      { cpu: 1, core: 8, socket: 1, node: null, isOnline: false },
    ])
    expect(facts.cpus).toBeNull()
  })

  it('takes no counts of one kind of core for those of a processor that has two', () => {
    const kind = (name: string): [string, string][] => [
      ['Model name', name],
      ['Thread(s) per core', '1'],
      ['Core(s) per socket', '10'],
      ['Socket(s)', '1'],
    ]
    const text = writeLscpu([
      ['Architecture', 'aarch64'],
      ['CPU(s)', '20'],
      ...kind('Cortex-X925'),
      ...kind('Cortex-A725'),
    ])
    expect(takeFacts(parseText(text), 'lscpu').facts).toMatchObject({
      cpus: 20,
      modelName: 'Cortex-X925 + Cortex-A725',
      sockets: null,
      coresPerSocket: null,
      threadsPerCore: null,
    })
  })
})
