import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { at, now } from './columns'

/**
 * The fence of the worker: whoever leads has raised `epoch`; every cycle's transaction checks that it is
 * still its own, so that a leader that lost its lock without noticing cannot write.
 */
export const workerEpoch = pgTable('worker_epoch', {
  id: integer('id').primaryKey().default(1),
  epoch: integer('epoch').notNull(),
  holder: text('holder').notNull(),
  takenAt: at('taken_at').notNull().default(now),
  lastCycleAt: at('last_cycle_at'),
})
