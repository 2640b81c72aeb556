import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { at, id, now, sortedText } from './columns'
import { gpu } from './gpu'
import { host } from './host'

/**
 * Capacity that is held (DOMAIN §5). What already runs is here from the first report on, with origin `foreign`,
 * until somebody adopts it; nothing that is held is ever counted as free because Berth did not start it.
 */
export const allocation = pgTable(
  'allocation',
  {
    id: id(),
    hostId: uuid('host_id')
      .notNull()
      .references(() => host.id),
    origin: text('origin', { enum: ['berth', 'adopted', 'foreign'] }).notNull(),
    kind: text('kind', { enum: ['virtualMachine', 'vgpu', 'process'] }).notNull(),
    /** Names it on its host for as long as it lasts. */
    key: sortedText('key').notNull(),
    name: text('name'),
    title: text('title'),
    /** libvirt's UUID: what a guest reports as its DMI product UUID. */
    machineUuid: text('machine_uuid'),
    /** Whose it is by the platform's word. */
    project: text('project'),
    state: text('state', { enum: ['reserved', 'bound', 'releasing', 'free', 'quarantined'] }).notNull(),
    vcpus: integer('vcpus'),
    memoryMib: integer('memory_mib'),
    pinnedCpus: text('pinned_cpus'),
    /** False: its definition could not be read, so which devices it holds is unknown. */
    areDevicesTold: boolean('devices_told').notNull().default(true),
    firstSeenAt: at('first_seen_at').notNull().default(now),
    lastSeenAt: at('last_seen_at').notNull().default(now),
    endedAt: at('ended_at'),
  },
  (t) => [
    uniqueIndex('allocation_live').on(t.hostId, t.key).where(sql`${t.endedAt} is null`),
    index('allocation_host').on(t.hostId, t.endedAt),
    index('allocation_machine').on(t.machineUuid),
    check('allocation_ended', sql`(${t.state} = 'free') = (${t.endedAt} is not null)`),
  ],
)

/** A device, or a share of one, that an allocation holds. */
export const allocationDevice = pgTable(
  'allocation_device',
  {
    allocationId: uuid('allocation_id')
      .notNull()
      .references(() => allocation.id, { onDelete: 'cascade' }),
    ordinal: integer('ordinal').notNull(),
    /** Null for NICs and other functions, and for a device that could not be traced to its GPU. */
    gpuId: uuid('gpu_id').references(() => gpu.id),
    attach: text('attach', { enum: ['pfVfio', 'vfVfio', 'mdev', 'hostProcess'] }).notNull(),
    address: text('address'),
    mdevUuid: text('mdev_uuid'),
    gpuInstanceId: integer('gpu_instance_id'),
    computeInstanceId: integer('compute_instance_id'),
    usedMib: integer('used_mib'),
  },
  (t) => [primaryKey({ columns: [t.allocationId, t.ordinal] }), index('allocation_device_gpu').on(t.gpuId)],
)
