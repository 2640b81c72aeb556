import { setTimeout } from 'node:timers/promises'
import type { Database, Transaction } from '@/db/client'
import { DomainError } from './domain-error'

/** Serialisation failure, deadlock, exclusion violation: somebody else was there at the same moment. */
const LOST_TO_ANOTHER = new Set(['40001', '40P01', '23P01'])
const TRIES = 3
/** Two chose the same free name at once. Of many who do, one gets through each time, so there are more tries. */
const UNIQUE_VIOLATION = '23505'
const UNIQUE_TRIES = 16
const PAUSE_MS_MAX = 40

/**
 * Runs a write verb's transaction, again where it lost to another one. The verb must be safe to run twice: it
 * writes through `tx` only, and looks whether a name is free within it, so that the next try sees it taken.
 * @throws DomainError conflict `stalePlan` after the third loss; a unique violation that stays comes out as it is
 */
export async function transact<Result>(
  db: Database,
  run: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  for (let tryNumber = 1; ; tryNumber++) {
    try {
      return await db.transaction(run)
    } catch (error) {
      const isTaken = hasCode(error, (code) => code === UNIQUE_VIOLATION)
      if (!isTaken && !hasCode(error, (code) => LOST_TO_ANOTHER.has(code))) throw error
      if (tryNumber >= (isTaken ? UNIQUE_TRIES : TRIES)) throw isTaken ? error : stalePlan()
      // Those who collided once would collide again if they all came back at the same moment.
      await setTimeout(Math.random() * PAUSE_MS_MAX)
    }
  }
}

function stalePlan(): DomainError {
  const message = 'Others kept changing the same things; look again, then decide'
  return new DomainError('conflict', 'stalePlan', message, { tries: TRIES })
}

function hasCode(error: unknown, matches: (code: string) => boolean): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && matches(at.code)) return true
  }
  return false
}
