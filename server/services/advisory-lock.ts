import { sql } from 'drizzle-orm'
import type { Transaction } from '@/db/client'

/** What is decided by looking at many rows, or at their absence, is decided by one transaction at a time. */
export type Decision = 'berth.administrators'

/** Waits for its turn; the turn ends with the transaction. */
export async function awaitTurn(tx: Transaction, decision: Decision): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${decision}, 0))`)
}
