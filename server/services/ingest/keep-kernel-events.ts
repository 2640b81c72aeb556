import { and, eq, ne } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { gpu, kernelEvent } from '@/db/schema'
import type { KernelLogFacts } from '@/server/core/inventory/tools/kernel-facts'
import type { ServiceContext } from '@/server/services/context'

/** More lines than this in one interval are a storm: the reader has thinned repeats out already. */
const MAX_EVENTS = 1_000

/** Keeps what the kernel said since the collector's last run, each line at the GPU it names. */
export async function keepKernelEvents({
  ctx,
  tx,
  hostId,
  log,
}: {
  ctx: ServiceContext
  tx: Transaction
  hostId: string
  log: KernelLogFacts
}): Promise<void> {
  const events = log.events.slice(-MAX_EVENTS)
  if (events.length === 0) return
  const gpus = await tx
    .select({ id: gpu.id, address: gpu.address })
    .from(gpu)
    .where(and(eq(gpu.hostId, hostId), ne(gpu.state, 'gone')))
  const gpuAt = new Map<string, string>(gpus.map(({ id, address }) => [address, id]))
  const receivedAt = ctx.now()
  await tx.insert(kernelEvent).values(
    events.map(({ kind, number, address, severity, pid, processName, message, stamp }) => ({
      id: ctx.newId(),
      hostId,
      gpuId: (address !== null && gpuAt.get(address)) || null,
      kind,
      number,
      address,
      severity,
      pid,
      processName,
      message,
      hostStamp: stamp,
      receivedAt,
    })),
  )
}
