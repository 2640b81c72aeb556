import { index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { KernelEventKind } from '@/server/core/inventory/tools/kernel-facts'
import { at, id } from './columns'
import { gpu } from './gpu'
import { host } from './host'

/**
 * What kernels said of GPUs, NVSwitches, PCIe and VFIO. A collector sends only what is new since its last run, so
 * each line is kept; times are ours, since host clocks order nothing.
 */
export const kernelEvent = pgTable(
  'kernel_event',
  {
    id: id(),
    hostId: uuid('host_id')
      .notNull()
      .references(() => host.id),
    /** Null where the line names no GPU that is known. */
    gpuId: uuid('gpu_id').references(() => gpu.id),
    kind: text('kind').$type<KernelEventKind>().notNull(),
    /** The Xid or SXid. */
    number: integer('number'),
    address: text('address'),
    severity: text('severity'),
    pid: integer('pid'),
    processName: text('process_name'),
    message: text('message').notNull(),
    /** As the host printed it. */
    hostStamp: text('host_stamp'),
    receivedAt: at('received_at').notNull(),
  },
  (t) => [
    index('kernel_event_host').on(t.hostId, t.receivedAt, t.id),
    index('kernel_event_gpu').on(t.gpuId, t.receivedAt),
  ],
)
