import type { Database, Transaction } from '@/db/client'
import { DomainError } from './domain-error'

/** Serialisation failure, deadlock, exclusion violation: somebody else was there at the same moment. */
const WORTH_ANOTHER_TRY = new Set(['40001', '40P01', '23P01'])
const TRIES = 3

/**
 * Runs a write verb's transaction, again where it lost to another one. The verb must be safe to run twice: it
 * writes through `tx` only. @throws DomainError conflict `stalePlan` after the third loss
 */
export async function transact<Result>(
  db: Database,
  run: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  for (let tryNumber = 1; ; tryNumber++) {
    try {
      return await db.transaction(run)
    } catch (error) {
      if (!hasLost(error)) throw error
      if (tryNumber < TRIES) continue
      const message = 'Others kept changing the same things; look again, then decide'
      throw new DomainError('conflict', 'stalePlan', message, { tries: TRIES })
    }
  }
}

function hasLost(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && WORTH_ANOTHER_TRY.has(at.code)) return true
  }
  return false
}
