import { describe, expect, test } from 'vitest'
import { readTimeRange } from '@/components/shell/time-range'
import { listAuditInput } from '@/server/contracts/audit'
import { parseAuditBounds, readAuditBounds, writeAuditBounds } from './audit-bounds'
import { buildAuditCsvQuery, buildAuditInput } from './audit-query'
import { buildSubjectHref } from './audit-words'
import { diffAuditValues } from './diff-entry'

const hourMs = 3_600_000
const nowMs = Date.UTC(2026, 2, 1, 14, 30)

describe('bounds', () => {
  const day = readTimeRange({ range: '24h', from: null, to: null })

  test('a moving range never shows less than asked, and is asked for anew once an hour of its day', () => {
    const seen = new Set<string>()
    for (let minute = 0; minute < 120; minute += 1) {
      const at = nowMs + minute * 60_000
      const { fromMs, toMs } = readAuditBounds(day, at)
      expect(fromMs).toBeLessThanOrEqual(at - 24 * hourMs)
      expect(fromMs).toBeGreaterThan(at - 25 * hourMs)
      expect(toMs).toBeNull()
      seen.add(writeAuditBounds({ fromMs, toMs }))
    }
    expect(seen.size).toBe(3)
  })

  test('a custom range stands still to the millisecond', () => {
    const custom = readTimeRange({
      range: null,
      from: '2026-03-01T10:00:00.001Z',
      to: '2026-03-01T11:00:00Z',
    })
    const bounds = readAuditBounds(custom, nowMs)
    expect(bounds).toEqual({ fromMs: Date.UTC(2026, 2, 1, 10, 0, 0, 1), toMs: Date.UTC(2026, 2, 1, 11) })
    expect(parseAuditBounds(writeAuditBounds(bounds))).toEqual(bounds)
  })

  test('an open end survives being written', () => {
    expect(parseAuditBounds(writeAuditBounds({ fromMs: 5, toMs: null }))).toEqual({ fromMs: 5, toMs: null })
  })
})

describe('what the log is asked for', () => {
  const none = { search: '', outcome: [], action: [], subject: [] }
  const open = { fromMs: nowMs, toMs: null }

  test('no filter asks for no filter, and both outcomes are no filter either', () => {
    const input = buildAuditInput({ ...none, outcome: ['applied', 'refused'] }, open)
    expect(listAuditInput.parse(input)).toEqual({ from: new Date(nowMs), limit: 100 })
  })

  test('the CSV is asked for the same rows as the page', () => {
    const filters = { search: 'anna & co', outcome: ['refused'], action: ['role.grant'], subject: ['u1'] }
    const query = new URLSearchParams(
      buildAuditCsvQuery(buildAuditInput(filters, { fromMs: nowMs, toMs: nowMs + 1 })),
    )
    expect(Object.fromEntries(query)).toEqual({
      q: 'anna & co',
      outcome: 'refused',
      action: 'role.grant',
      subjectId: 'u1',
      from: '2026-03-01T14:30:00.000Z',
      to: '2026-03-01T14:30:00.001Z',
    })
  })
})

describe('what an entry changed', () => {
  test('a field that changed is one line with both values', () => {
    expect(diffAuditValues({ state: 'enrolled', n: 1 }, { state: 'retired', n: 1 })).toEqual([
      { path: 'state', kind: 'changed', before: 'enrolled', after: 'retired' },
    ])
  })

  test('what was made is told field by field, what was removed as well', () => {
    expect(diffAuditValues(null, { slug: 'a', mode: 'observe' })).toEqual([
      { path: 'mode', kind: 'added', before: undefined, after: 'observe' },
      { path: 'slug', kind: 'added', before: undefined, after: 'a' },
    ])
    expect(diffAuditValues({ slug: 'a' }, null)).toEqual([
      { path: 'slug', kind: 'removed', before: 'a', after: undefined },
    ])
  })

  test('a role that was given is one line, whatever the others are', () => {
    const kept = { id: 'g1', role: 'viewer' }
    const given = { id: 'g2', role: 'admin' }
    expect(diffAuditValues({ grants: [kept] }, { grants: [kept, given] })).toEqual([
      { path: 'grants[g2]', kind: 'added', before: undefined, after: '{"id":"g2","role":"admin"}' },
    ])
  })

  test('neither side, or the same on both, is no change; a single value is one', () => {
    expect(diffAuditValues(null, null)).toEqual([])
    expect(diffAuditValues({ a: 1 }, { a: 1 })).toEqual([])
    expect(diffAuditValues(null, 'x')).toEqual([
      { path: 'value', kind: 'added', before: undefined, after: 'x' },
    ])
  })

  test('a null value stays apart from one that is missing', () => {
    expect(diffAuditValues({ at: null }, { at: '2026-01-01' })).toEqual([
      { path: 'at', kind: 'changed', before: null, after: '2026-01-01' },
    ])
  })
})

test('only what has a page is linked, and a name never breaks out of its address', () => {
  expect(buildSubjectHref({ kind: 'host', id: 'x', label: 'h17' })).toBe('/hosts/h17')
  expect(buildSubjectHref({ kind: 'host', id: 'x', label: '../settings' })).toBe('/hosts/..%2Fsettings')
  expect(buildSubjectHref({ kind: 'user', id: null, label: 'unknown account' })).toBeNull()
  expect(buildSubjectHref({ kind: 'finding', id: 'f', label: 'f' })).toBeNull()
})
