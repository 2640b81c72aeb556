import { sql } from 'drizzle-orm'
import type { Queryable } from '@/db/client'

/** The one channel; a payload is only ever { topic, id }, far below PostgreSQL's 8,000 bytes. */
export const CHANGE_CHANNEL = 'berth_changes'

export interface Change {
  topic: string
  id: string | null
}

/** Tells every web process, when the transaction commits and not before, that something changed. */
export async function publishChange({ tx, topic, id }: { tx: Queryable } & Change): Promise<void> {
  await tx.execute(sql`select pg_notify(${CHANGE_CHANNEL}, ${JSON.stringify({ topic, id })})`)
}
