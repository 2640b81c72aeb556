import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffFacts } from './diff-facts'
import { isReadingPath } from './host-facts'

describe('the difference between two sets of facts', () => {
  it('names a GPU by its UUID, wherever it stands in the list', () => {
    const before = { gpus: [{ uuid: 'GPU-a', link: { currentWidth: 16 } }, { uuid: 'GPU-b' }] }
    const after = { gpus: [{ uuid: 'GPU-b' }, { uuid: 'GPU-a', link: { currentWidth: 8 } }] }
    expect(diffFacts(before, after)).toEqual([
      { path: 'gpus[GPU-a].link.currentWidth', kind: 'changed', before: 16, after: 8 },
    ])
  })

  it('falls back to the key where a UUID is missing or masked on some', () => {
    const before = {
      gpus: [
        { uuid: null, key: '0000:17:00.0', numaNode: 0 },
        { uuid: 'GPU-b', key: 'GPU-b' },
      ],
    }
    const after = {
      gpus: [
        { uuid: null, key: '0000:17:00.0', numaNode: 1 },
        { uuid: 'GPU-b', key: 'GPU-b' },
      ],
    }
    expect(diffFacts(before, after).map((change) => change.path)).toEqual(['gpus[0000:17:00.0].numaNode'])
  })

  it('reports what came and went as one change each', () => {
    const before = { pciFunctions: [{ address: '0000:17:00.0', driver: 'nvidia' }] }
    const after = { pciFunctions: [{ address: '0000:65:00.0', driver: 'nvidia' }] }
    expect(diffFacts(before, after)).toEqual([
      { path: 'pciFunctions[0000:17:00.0]', kind: 'removed', before: before.pciFunctions[0], after: null },
      { path: 'pciFunctions[0000:65:00.0]', kind: 'added', before: null, after: after.pciFunctions[0] },
    ])
  })

  it('knows unknown from absent', () => {
    expect(diffFacts({ numaNode: null }, { numaNode: 0 })).toEqual([
      { path: 'numaNode', kind: 'changed', before: null, after: 0 },
    ])
    expect(diffFacts({}, { numaNode: null })).toEqual([
      { path: 'numaNode', kind: 'added', before: null, after: null },
    ])
  })

  it('leaves out what moves by itself', () => {
    const before = { gpus: [{ key: 'a', reading: { temperatureC: 30 }, vbiosVersion: '1' }] }
    const after = { gpus: [{ key: 'a', reading: { temperatureC: 80 }, vbiosVersion: '2' }] }
    const paths = diffFacts(before, after, { skip: isReadingPath }).map((change) => change.path)
    expect(paths).toEqual(['gpus[a].vbiosVersion'])
  })

  it('stops at the limit', () => {
    const after = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`fact${index}`, index]))
    expect(diffFacts({}, after, { limit: 7 })).toHaveLength(7)
  })

  it('is empty for equal facts, and the same changes turned round for facts exchanged', () => {
    const facts = fc.jsonValue({ maxDepth: 4 })
    const turned = { added: 'removed', removed: 'added', changed: 'changed' }
    fc.assert(
      fc.property(facts, facts, (before, after) => {
        expect(diffFacts(before, structuredClone(before))).toEqual([])
        const there = diffFacts(before, after).map(({ path, kind }) => `${path} ${turned[kind]}`)
        const back = diffFacts(after, before).map(({ path, kind }) => `${path} ${kind}`)
        expect(back.toSorted()).toEqual(there.toSorted())
      }),
    )
  })
})
