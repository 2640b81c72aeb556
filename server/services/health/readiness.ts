import { sql } from 'drizzle-orm'
import type { Database } from '@/db/client'
import journal from '@/db/migrations/meta/_journal.json'
import { services } from '@/server/services/open'

export type Readiness =
  | { status: 'ready' }
  | { status: 'notReady'; reason: 'databaseAway' | 'notMigrated' | 'schemaNewer' }

/** Whoever asks has not signed in: however often that is, the database is asked once in this time. */
const ANSWER_KEPT_MS = 1_000
/** No such table, no such schema, no right to read it: no Berth has migrated here, or not for this role. */
const NOT_MIGRATED_CODES = new Set(['42P01', '3F000', '42501'])

interface OpenReadinessArgs {
  openDatabase: () => Database
  /** Times that name the migrations of this build, as the migrator notes them in the database. */
  shipped: readonly number[]
  nowMs: () => number
}

/** Can this process serve a page now? Says no more than an unauthenticated caller may know. */
export const readReadiness = openReadiness({
  openDatabase: () => services().db,
  shipped: journal.entries.map(({ when }) => when),
  nowMs: () => performance.now(),
})

export function openReadiness({ openDatabase, shipped, nowMs }: OpenReadinessArgs): () => Promise<Readiness> {
  let asking: Promise<Readiness> | null = null
  let known: { readiness: Readiness; untilMs: number } | null = null
  return async () => {
    if (known !== null && nowMs() < known.untilMs) return known.readiness
    asking ??= compareSchema(openDatabase, shipped)
    const readiness = await asking
    asking = null
    known = { readiness, untilMs: nowMs() + ANSWER_KEPT_MS }
    return readiness
  }
}

async function compareSchema(openDatabase: () => Database, shipped: readonly number[]): Promise<Readiness> {
  try {
    const { rows } = await openDatabase().execute<{ created_at: string }>(
      sql`select created_at from drizzle.__drizzle_migrations`,
    )
    const applied = new Set(rows.map((row) => Number(row.created_at)))
    if (shipped.some((when) => !applied.has(when))) return { status: 'notReady', reason: 'notMigrated' }
    if (applied.size > shipped.length) return { status: 'notReady', reason: 'schemaNewer' }
    return { status: 'ready' }
  } catch (error) {
    return { status: 'notReady', reason: isNotMigrated(error) ? 'notMigrated' : 'databaseAway' }
  }
}

function isNotMigrated(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && NOT_MIGRATED_CODES.has(at.code)) return true
  }
  return false
}
