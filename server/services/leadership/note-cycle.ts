import { and, eq } from 'drizzle-orm'
import { workerEpoch } from '@/db/schema'
import type { ServiceContext } from '@/server/services/context'

/** The worker's sign of life, for its health check and for the pages that say how old things are. */
export async function noteCycle({ ctx, epoch }: { ctx: ServiceContext; epoch: number }): Promise<void> {
  await ctx.db
    .update(workerEpoch)
    .set({ lastCycleAt: ctx.now() })
    .where(and(eq(workerEpoch.id, 1), eq(workerEpoch.epoch, epoch)))
}
