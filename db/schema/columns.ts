import { sql } from 'drizzle-orm'
import { customType, timestamp, uuid } from 'drizzle-orm/pg-core'

/** UUIDv7 made in services; the database never invents ids. */
export const id = () => uuid('id').primaryKey().notNull()

/** Millisecond precision on purpose: a JS Date must round-trip through a keyset cursor. */
export const at = (name: string) => timestamp(name, { precision: 3, withTimezone: true, mode: 'date' })

export const now = sql`now()`

/** Text that sorts by code point, so that a keyset cursor and the index agree on the order. */
export const sortedText = customType<{ data: string }>({ dataType: () => 'text collate "C"' })

export const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' })
