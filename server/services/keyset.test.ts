import { PgDialect } from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import { host } from '@/db/schema'
import { encodeCursor, openKeyset } from './keyset'

const ID = '01890000-0000-7000-8000-000000000001'
const TIME = '2026-11-22T10:00:00.000Z'
const columns = { value: host.slug, id: host.id, order: 'asc' } as const
const cursorOf = (position: unknown) => Buffer.from(JSON.stringify(position)).toString('base64url')

test.each([
  ['text', 'uuid', ['a', ID]],
  ['text', 'text', ['a', 'user-1']],
  ['timestamptz', 'uuid', [TIME, ID]],
  ['timestamptz', 'uuid', [null, ID]],
  ['bigint', 'uuid', [8, ID]],
  ['bigint', 'bigint', [8, 8]],
] as const)('a cursor of %s and %s is understood as it was written: %j', (type, idType, position) => {
  const cursor = encodeCursor(position[0], position[1])
  const { after } = openKeyset({ ...columns, type, idType, cursor })
  const params = new PgDialect().sqlToQuery(after ?? host.id.getSQL()).params
  expect(params).toContain(position[1])
  if (position[0] !== null) expect(params).toContain(position[0])
})

test.each([
  ['a number for text', 'text', 'uuid', [8, ID]],
  ['text for a number', 'bigint', 'uuid', ['8', ID]],
  ['a fraction for a number', 'bigint', 'uuid', [8.5, ID]],
  ['a number beyond exactness', 'bigint', 'uuid', [1e300, ID]],
  ['text for a time', 'timestamptz', 'uuid', ['now', ID]],
  ['a time of another shape', 'timestamptz', 'uuid', ['2026-11-22', ID]],
  ['a year that PostgreSQL has not', 'timestamptz', 'uuid', ['0000-01-01T00:00:00.000Z', ID]],
  ['a day that does not exist', 'timestamptz', 'uuid', ['2026-02-31T00:00:00.000Z', ID]],
  ['something else for an id', 'text', 'uuid', ['a', 'b']],
  ['a number for a textual id', 'text', 'text', ['a', 1]],
  ['text for a numeric id', 'bigint', 'bigint', [1, '1; drop table host']],
  ['no sort value for an id of text with NUL', 'text', 'text', [null, 'a\0']],
  ['NUL', 'text', 'uuid', ['a\0', ID]],
  ['half a surrogate pair', 'text', 'uuid', ['\uD83D', ID]],
  ['too few parts', 'text', 'uuid', ['a']],
  ['too many parts', 'text', 'uuid', ['a', ID, 1]],
] as const)('a cursor with %s is refused as no page of this list', (_, type, idType, position) => {
  const open = () => openKeyset({ ...columns, type, idType, cursor: cursorOf(position) })
  expect(open).toThrow(expect.objectContaining({ code: 'cursorInvalid', status: 422 }))
})

test('a cursor that is no cursor is refused', () => {
  for (const cursor of ['x', '{}', 'bnVsbA', '====']) {
    const open = () => openKeyset({ ...columns, type: 'text', idType: 'uuid', cursor })
    expect(open, cursor).toThrow(expect.objectContaining({ code: 'cursorInvalid' }))
  }
})
