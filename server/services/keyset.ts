import { type Column, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { plainText } from '@/server/contracts/page'
import { DomainError } from '@/server/services/domain-error'

/** As `encodeCursor` writes it, to the millisecond: the only shape PostgreSQL is given. */
const timeText = z.string().refine(isTime)

/** What each of PostgreSQL's types may be in a cursor: it is sent by whoever asks, and cast to that type. */
const PARTS = {
  text: plainText(1_000),
  timestamptz: timeText,
  bigint: z.int(),
  uuid: z.guid(),
} as const satisfies Record<string, z.ZodType<string | number>>

type Position = [value: string | number | null, id: string | number]

interface KeysetArgs {
  /** What the list is sorted by; text must carry COLLATE "C", or the index and the cursor disagree. */
  value: Column | SQL
  /** PostgreSQL's type of it, which the cursor's text is read back as. */
  type: 'text' | 'timestamptz' | 'bigint'
  id: Column
  idType: 'uuid' | 'text' | 'bigint'
  order: 'asc' | 'desc'
  cursor: string | null | undefined
}

export interface Keyset {
  orderBy: SQL
  /** What lies behind the cursor; undefined on the first page. */
  after: SQL | undefined
}

/** Pages by (sort value, id), nulls last either way. @throws DomainError `cursorInvalid` */
export function openKeyset({ value, type, id, idType, order, cursor }: KeysetArgs): Keyset {
  const by = sql.raw(order)
  const orderBy = sql`${value} ${by} nulls last, ${id} ${by}`
  if (!cursor) return { orderBy, after: undefined }
  const [lastValue, lastId] = decodeCursor(cursor, type, idType)
  const beyond = sql.raw(order === 'asc' ? '>' : '<')
  const idBeyond = sql`${id} ${beyond} ${lastId}::${sql.raw(idType)}`
  if (lastValue === null) return { orderBy, after: sql`(${value} is null and ${idBeyond})` }
  const last = sql`${lastValue}::${sql.raw(type)}`
  return {
    orderBy,
    after: sql`(${value} ${beyond} ${last} or (${value} = ${last} and ${idBeyond}) or ${value} is null)`,
  }
}

/** The opaque cursor after a row; a Date goes as ISO text, exact because the columns keep milliseconds. */
export function encodeCursor(value: string | number | Date | null, id: string | number): string {
  const position: Position = [value instanceof Date ? value.toISOString() : value, id]
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

function decodeCursor(cursor: string, type: KeysetArgs['type'], idType: KeysetArgs['idType']): Position {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return z.tuple([PARTS[type].nullable(), PARTS[idType]]).parse(read)
  } catch {
    throw new DomainError('invalid', 'cursorInvalid', 'This page does not exist; start again from the first')
  }
}

function isTime(text: string): boolean {
  const at = new Date(text)
  return /^(?!0000)\d{4}-/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString() === text
}

interface CutPageArgs<Row, Item> {
  /** One more than `limit` was asked for: its presence is what says that there is a next page. */
  rows: Row[]
  limit: number
  toItem: (row: Row) => Item
  cursorOf: (row: Row) => string
}

export function cutPage<Row, Item>({ rows, limit, toItem, cursorOf }: CutPageArgs<Row, Item>) {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(toItem),
    nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null,
    totalCount: null,
  }
}
