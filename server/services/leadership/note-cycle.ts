import { and, eq } from 'drizzle-orm'
import { workerEpoch } from '@/db/schema'
import type { ServiceContext } from '@/server/services/context'

/**
 * The leading worker's sign of life: read by the metric `berth_worker_last_cycle_timestamp_seconds`, whose age is what
 * to alert on. It says that the loop goes round, not that every job succeeds. Of a worker that no longer leads it
 * writes nothing.
 */
export async function noteCycle({ ctx, epoch }: { ctx: ServiceContext; epoch: number }): Promise<void> {
  await ctx.db
    .update(workerEpoch)
    .set({ lastCycleAt: ctx.now() })
    .where(and(eq(workerEpoch.id, 1), eq(workerEpoch.epoch, epoch)))
}
