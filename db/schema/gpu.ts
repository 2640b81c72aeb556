import { sql } from 'drizzle-orm'
import { index, integer, pgTable, real, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { at, id, now, sortedText } from './columns'
import { host } from './host'

/** One GPU is one row however it is seen (DOMAIN §1). */
export const gpu = pgTable(
  'gpu',
  {
    id: id(),
    hostId: uuid('host_id')
      .notNull()
      .references(() => host.id),
    /** Provisional until a UUID proves it: a vfio-bound GPU shows none. */
    state: text('state', { enum: ['provisional', 'proved', 'gone'] }).notNull(),
    address: sortedText('address').notNull(),
    model: text('model'),
    framebufferMib: integer('framebuffer_mib'),
    numaNode: integer('numa_node'),
    /** Set when two rows turned out to be one GPU: the survivor. */
    mergedIntoId: uuid('merged_into_id'),
    firstSeenAt: at('first_seen_at').notNull().default(now),
    lastSeenAt: at('last_seen_at').notNull().default(now),
  },
  (t) => [
    uniqueIndex('gpu_host_address_live').on(t.hostId, t.address).where(sql`${t.state} <> 'gone'`),
    index('gpu_host').on(t.hostId),
  ],
)

export const gpuIdentity = pgTable(
  'gpu_identity',
  {
    id: id(),
    gpuId: uuid('gpu_id')
      .notNull()
      .references(() => gpu.id),
    kind: text('kind', {
      enum: ['uuid', 'serial', 'hostAddress', 'pciDevice', 'pciSubsystem', 'moduleId'],
    }).notNull(),
    value: text('value').notNull(),
    source: text('source').notNull(),
    /** 0–1: 1 is what the GPU itself says of itself. */
    confidence: real('confidence').notNull(),
    validFrom: at('valid_from').notNull().default(now),
    validTo: at('valid_to'),
  },
  (t) => [
    index('gpu_identity_value').on(t.kind, t.value),
    uniqueIndex('gpu_identity_live').on(t.gpuId, t.kind).where(sql`${t.validTo} is null`),
    // A UUID names one GPU in the whole estate, so two live rows with one are a contradiction the database refuses.
    uniqueIndex('gpu_identity_uuid_live').on(t.value).where(sql`${t.kind} = 'uuid' and ${t.validTo} is null`),
  ],
)
