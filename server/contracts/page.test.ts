import { expect, test } from 'vitest'
import type { ZodType } from 'zod'
import { listAuditInput } from './audit'
import { listFindingsInput } from './finding'
import { hostKeyInput, listHostsInput } from './host'
import { displayName, pageInput, reasonText, searchText } from './page'

const NUL = 'a\0bc'
const LONE_SURROGATE = 'abc\uD83D'

const taken: [string, ZodType, (text: string) => unknown][] = [
  ['a search', searchText, (text) => text],
  ['a reason', reasonText, (text) => text],
  ['a name', displayName, (text) => text],
  ['a cursor', pageInput, (cursor) => ({ cursor })],
  ['the search of hosts', listHostsInput, (search) => ({ search })],
  ['the slug of a host', hostKeyInput, (slug) => ({ slug })],
  ['the search of findings', listFindingsInput, (search) => ({ search })],
  ['the search of the log', listAuditInput, (search) => ({ search })],
  ['an action of the log', listAuditInput, (action) => ({ action })],
  ['a subject of the log', listAuditInput, (subjectId) => ({ subjectId })],
]

test.each(taken)('%s that PostgreSQL cannot hold is refused before it gets there', (_, schema, inputOf) => {
  expect(schema.safeParse(inputOf('Grüße 🖥️ from rack 1')).success).toBe(true)
  expect(schema.safeParse(inputOf(NUL)).success).toBe(false)
  expect(schema.safeParse(inputOf(LONE_SURROGATE)).success).toBe(false)
  expect(schema.safeParse(inputOf('x'.repeat(2_001))).success).toBe(false)
})

test('a moment beyond what PostgreSQL can hold is refused', () => {
  expect(listAuditInput.safeParse({ from: new Date('2026-01-01') }).success).toBe(true)
  expect(listAuditInput.safeParse({ from: new Date(8.64e15) }).success).toBe(false)
  expect(listAuditInput.safeParse({ to: new Date(-8.64e15) }).success).toBe(false)
})
