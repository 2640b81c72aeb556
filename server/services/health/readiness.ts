import { sql } from 'drizzle-orm'
import { services } from '@/server/services/open'

export type Readiness = { status: 'ready' } | { status: 'notReady'; reason: 'databaseAway' | 'notMigrated' }

/** Can this process serve a page now? Says no more than an unauthenticated caller may know. */
export async function readReadiness(): Promise<Readiness> {
  try {
    const found = await services().db.execute<{ migrated: boolean }>(
      sql`select to_regclass('public.worker_epoch') is not null as migrated`,
    )
    return found.rows[0]?.migrated ? { status: 'ready' } : { status: 'notReady', reason: 'notMigrated' }
  } catch {
    return { status: 'notReady', reason: 'databaseAway' }
  }
}
