import { describe, expect, test } from 'vitest'
import { explainUnknown } from './explain-unknown'
import { formatFact, toDiffEntries } from './fact-change-text'
import { buildFactGroups } from './fact-groups'
import { readProvenance } from './fact-rows'
import { aCpu, aHost, aTool } from './testing/host-facts'

const facts = aHost({
  cpu: aCpu({ modelName: 'EPYC 9654', sockets: 2 }),
  provenance: { ...aHost().provenance, cpu: ['lscpu'], numaNodes: ['sysfs-node', 'numactl'] },
})
const early = new Date('2026-03-01T08:00:00Z')
const tools = [
  aTool('lscpu', {
    stale: true,
    observedAt: early,
    lastStatus: 'refused',
    lastReason: 'not JSON',
    lastLine: 3,
  }),
  aTool('dmi', { lastStatus: 'absent', observedAt: early }),
  aTool('sysfs-node'),
  aTool('numactl', { observedAt: early }),
]
const rows = buildFactGroups({ slug: 'h17', facts, tools, traces: null }).flatMap((group) => group.rows)
const rowOf = (key: string) => rows.find((row) => row.key === key)

describe('the facts of a host', () => {
  test('each say who told them, when, and whether that is stale', () => {
    expect(rowOf('modelName')).toMatchObject({
      value: 'EPYC 9654',
      source: 'lscpu -J',
      at: early,
      stale: true,
    })
  })

  test('are as old as the oldest of their sources', () => {
    expect(readProvenance(facts, tools, 'numaNodes')).toMatchObject({ at: early, stale: false })
  })

  test('that nobody told are unknown with what became of who could have told', () => {
    expect(rowOf('serial')).toMatchObject({
      value: null,
      unknownReason: 'DMI (sysfs) is not on the host.',
    })
    expect(rowOf('hostname')?.unknownReason).toBe('uname -a was never delivered.')
    const unknown = rows.filter((row) => row.value === null)
    expect(unknown.length).toBeGreaterThan(10)
    expect(unknown.filter((row) => !row.unknownReason)).toEqual([])
  })

  test('name the tool that was believed, lead to its output, and say where others contradict it', () => {
    const claim = { observedAt: early, stale: false, source: 'collector', hasRaw: true } as const
    const traces = new Map([
      [
        'cpu.sockets',
        {
          path: 'cpu.sockets',
          value: '2',
          isReading: false,
          isContradicted: true,
          claims: [
            { ...claim, tool: 'lscpu' as const, value: '2' },
            { ...claim, tool: 'lstopo' as const, value: '4' },
          ],
        },
      ],
    ])
    const traced = buildFactGroups({ slug: 'h17', facts, tools, traces }).flatMap((group) => group.rows)
    expect(traced.find((row) => row.key === 'sockets')).toMatchObject({
      source: 'lscpu -J',
      sourceHref: '/hosts/h17/raw/lscpu?find=Socket%28s%29',
      dispute: '1 contradicts',
      path: 'cpu.sockets',
    })
    // Until it is known who told them, nobody is named.
    const waiting = buildFactGroups({ slug: 'h17', facts, tools, traces: 'loading' }).flatMap(
      (group) => group.rows,
    )
    expect(waiting.find((row) => row.key === 'sockets')).toMatchObject({ value: '2' })
    expect(waiting.filter((row) => row.source !== undefined)).toEqual([])
  })

  test('of a host that sent nothing do not name ten tools', () => {
    expect(explainUnknown([], ['lscpu'])).toBe('Nothing has been received from this host yet.')
  })

  test('leave out what the kind of host makes meaningless', () => {
    const noGpu = buildFactGroups({
      slug: 'h17',
      facts: aHost({ driver: { flavour: 'none', version: null, cudaVersion: null, moduleFlavour: null } }),
      tools,
      traces: null,
    })
    expect(noGpu.find((group) => group.id === 'driver')?.rows.map((row) => row.value)).toEqual(['None'])
  })
})

describe('a change of facts', () => {
  test('keeps unknown apart from empty and cuts what is too long to read', () => {
    expect(formatFact(null)).toBeNull()
    expect(formatFact('')).toBe('(empty)')
    expect(formatFact([])).toBe('[]')
    expect(formatFact(0)).toBe('0')
    expect(formatFact('x'.repeat(5000))?.length).toBeLessThan(500)
  })

  test('shows both sides as texts, markup included', () => {
    const [entry] = toDiffEntries([
      { path: 'system.hostname', kind: 'changed', before: null, after: '<script>alert(1)</script>' },
    ])
    expect(entry).toEqual({
      path: 'system.hostname',
      kind: 'changed',
      before: null,
      after: '<script>alert(1)</script>',
    })
  })
})
