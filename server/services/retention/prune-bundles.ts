import { sql } from 'drizzle-orm'
import type { ServiceContext } from '@/server/services/context'
import { expectEpoch } from '@/server/services/leadership/expect-epoch'
import { transact } from '@/server/services/transact'

/**
 * A bundle that changed nothing is forgotten after a week, one that did after a year; the first of each revision
 * stays as long as the revision, so that any two states of a host can still be compared.
 */
export const UNCHANGED_BUNDLE_DAYS = 7
export const CHANGED_BUNDLE_DAYS = 400
const ROWS_PER_CYCLE = 2_000

/**
 * Forgets old bundles, then the raw outputs that nothing refers to any more, each in a transaction of its own, so that
 * neither holds the other up. Bounded per call: what is left over is for the next one. Returns how many bundles went.
 */
export async function pruneBundles({ ctx, epoch }: { ctx: ServiceContext; epoch: number }): Promise<number> {
  const now = ctx.now().toISOString()
  const pruned = await transact(ctx.db, async (tx) => {
    await expectEpoch({ tx, epoch })
    return tx.execute(sql`
      delete from bundle where id in (
        select b.id from bundle b
        where b.received_at < ${now}::timestamptz
            - case when b.changed_fact_count = 0 then ${UNCHANGED_BUNDLE_DAYS}::int else ${CHANGED_BUNDLE_DAYS}::int end * interval '1 day'
          and exists (select 1 from bundle newer where newer.host_id = b.host_id and newer.received_at > b.received_at)
          and exists (select 1 from bundle older where older.revision_id = b.revision_id and older.received_at < b.received_at)
          and not exists (select 1 from host_tool t where t.last_bundle_id = b.id)
        order by b.received_at
        limit ${ROWS_PER_CYCLE}
      )`)
  })
  await transact(ctx.db, async (tx) => {
    await expectEpoch({ tx, epoch })
    await tx.execute(sql`
      delete from raw_output where created_at < ${now}::timestamptz - interval '1 day' and sha256 in (
        select r.sha256 from raw_output r
        where r.created_at < ${now}::timestamptz - interval '1 day'
          and not exists (select 1 from bundle_part p where p.raw_sha256 = r.sha256)
          and not exists (select 1 from host_tool t where t.raw_sha256 = r.sha256)
        limit ${ROWS_PER_CYCLE}
      )`)
  })
  return pruned.rowCount ?? 0
}
