import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, json, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { HostFacts } from '@/server/core/inventory/host-facts'
import { at, id, now, sortedText } from './columns'
import { pool } from './pool'

export const host = pgTable(
  'host',
  {
    id: id(),
    slug: sortedText('slug').notNull().unique(),
    hostname: sortedText('hostname').notNull(),
    state: text('state', { enum: ['pendingApproval', 'enrolled', 'retired'] }).notNull(),
    machineKind: text('machine_kind', { enum: ['physical', 'guest', 'unknown'] })
      .notNull()
      .default('unknown'),
    /** DMI product UUID as the host told it, lower case; null where the host cannot read it. */
    productUuid: text('product_uuid'),
    poolId: uuid('pool_id').references(() => pool.id),
    revision: integer('revision').notNull().default(1),
    /** The last accepted (boot id, sequence) of its collector: what is lower is a replay. */
    bootId: uuid('boot_id'),
    sequence: bigint('sequence', { mode: 'number' }),
    /** Boots that another one has followed, newest last: what still arrives from them is late or replayed. */
    endedBootIds: uuid('ended_boot_ids').array().notNull().default([]),
    /** Our clock, never the host's. */
    lastSeenAt: at('last_seen_at'),
    enrolledAt: at('enrolled_at').notNull().default(now),
    /** The enrolment token it last came in by; null for hosts that a person's upload made. */
    enrolmentTokenId: uuid('enrolment_token_id'),
    /**
     * Composed from the newest facts of each tool, readings included. Written with every delivery and read whole:
     * `json` keeps it as the text it is, which costs a tenth of what `jsonb` does. What lists show of it has columns
     * of its own.
     */
    facts: json('facts').$type<HostFacts>(),
    osName: text('os_name'),
    kernelRelease: text('kernel_release'),
    driverVersion: text('driver_version'),
    driverFlavour: text('driver_flavour')
      .$type<HostFacts['driver']['flavour']>()
      .notNull()
      .default('unknown'),
    gpuCount: integer('gpu_count'),
    gpuModels: text('gpu_models').array().notNull().default([]),
    openFindingCount: integer('open_finding_count').notNull().default(0),
    /** The sequence of the newest pulse, which is apart from that of full collections, and when it came. */
    pulseSequence: bigint('pulse_sequence', { mode: 'number' }),
    lastPulseAt: at('last_pulse_at'),
  },
  (t) => [
    uniqueIndex('host_product_uuid_live')
      .on(t.productUuid)
      .where(sql`${t.productUuid} is not null and ${t.state} <> 'retired'`),
    index('host_state_last_seen').on(t.state, t.lastSeenAt),
    index('host_pool').on(t.poolId),
    check('host_sequence_not_negative', sql`${t.sequence} >= 0`),
  ],
)
