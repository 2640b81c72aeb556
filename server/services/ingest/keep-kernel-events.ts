import { and, eq, inArray, ne } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { gpu, kernelEvent } from '@/db/schema'
import type { KernelEvent, KernelLogFacts } from '@/server/core/inventory/tools/kernel-facts'
import type { ServiceContext } from '@/server/services/context'
import type { Delivery } from './merge-tools'

/** More lines than this in one interval are a storm: the reader has thinned repeats out already. */
const MAX_EVENTS = 1_000

interface KeepKernelEventsArgs {
  ctx: ServiceContext
  tx: Transaction
  hostId: string
  log: KernelLogFacts
  source: Delivery['source']
}

/**
 * Keeps what the kernel said since the collector's last run, each line at the GPU it names. A person brings a whole
 * log, today's with yesterday's in it: of that only what is not kept yet.
 */
export async function keepKernelEvents({
  ctx,
  tx,
  hostId,
  log,
  source,
}: KeepKernelEventsArgs): Promise<void> {
  const told = log.events.slice(-MAX_EVENTS)
  const events = source === 'person' ? await dropKept(tx, hostId, told) : told
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

/** Without those whose stamp and words are kept already, as often as they are; what has no stamp is new. */
async function dropKept(tx: Transaction, hostId: string, events: KernelEvent[]): Promise<KernelEvent[]> {
  if (events.length === 0) return []
  const messages = [...new Set(events.map(({ message }) => message))]
  const kept = await tx
    .select({ stamp: kernelEvent.hostStamp, message: kernelEvent.message })
    .from(kernelEvent)
    .where(and(eq(kernelEvent.hostId, hostId), inArray(kernelEvent.message, messages)))
  const counts = new Map<string, number>()
  for (const { stamp, message } of kept) {
    const key = JSON.stringify([stamp, message])
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return events.filter(({ stamp, message }) => {
    const key = JSON.stringify([stamp, message])
    const count = stamp === null ? 0 : (counts.get(key) ?? 0)
    if (count > 0) counts.set(key, count - 1)
    return count === 0
  })
}
