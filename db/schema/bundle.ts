import {
  bigint,
  boolean,
  index,
  integer,
  json,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import type { HostFacts } from '@/server/core/inventory/host-facts'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'
import { at, bytes, id, now } from './columns'
import { host } from './host'

/**
 * What a host was, for as long as it stayed so. Readings that move by themselves (temperature, free memory) do
 * not make a revision: `facts` keeps those of the bundle that began it.
 */
export const factRevision = pgTable(
  'fact_revision',
  {
    id: id(),
    hostId: uuid('host_id')
      .notNull()
      .references(() => host.id),
    facts: json('facts').$type<HostFacts>().notNull(),
    /** Of the facts without readings. */
    sha256: text('sha256').notNull(),
    firstSeenAt: at('first_seen_at').notNull(),
    lastSeenAt: at('last_seen_at').notNull(),
  },
  (t) => [index('fact_revision_host').on(t.hostId, t.firstSeenAt)],
)

/** One delivery of raw outputs: by the collector or by a person's upload. */
export const bundle = pgTable(
  'bundle',
  {
    id: id(),
    hostId: uuid('host_id')
      .notNull()
      .references(() => host.id),
    /** The collector's own id of the bundle: the same one twice changes nothing. */
    deliveryId: uuid('delivery_id').notNull(),
    source: text('source', { enum: ['collector', 'person'] }).notNull(),
    /** A pulse is a light reading between two full collections: only the newest of a host is kept. */
    kind: text('kind', { enum: ['full', 'pulse', 'guest'] })
      .notNull()
      .default('full'),
    actorLabel: text('actor_label').notNull(),
    bootId: uuid('boot_id'),
    sequence: bigint('sequence', { mode: 'number' }),
    /** What the host's clock said: shown, never used for order. */
    hostClockAt: at('host_clock_at'),
    collectorVersion: text('collector_version'),
    receivedAt: at('received_at').notNull().default(now),
    sizeBytes: integer('size_bytes').notNull(),
    /** The facts of the host once this bundle was taken in. */
    revisionId: uuid('revision_id')
      .notNull()
      .references(() => factRevision.id),
    /** Facts that differ from the bundle before; 0 for the first. */
    changedFactCount: integer('changed_fact_count').notNull(),
  },
  (t) => [
    uniqueIndex('bundle_delivery').on(t.hostId, t.deliveryId),
    index('bundle_host_received').on(t.hostId, t.receivedAt, t.id),
    index('bundle_revision').on(t.revisionId, t.receivedAt),
  ],
)

/** Raw outputs, stored once however often a host repeats them; gzip'd. */
export const rawOutput = pgTable('raw_output', {
  sha256: text('sha256').primaryKey(),
  gzip: bytes('gzip').notNull(),
  sizeBytes: integer('size_bytes').notNull(),
  createdAt: at('created_at').notNull().default(now),
})

export type PartStatus = 'ok' | 'absent' | 'failed' | 'timedOut' | 'toolHung' | 'refused'

/** The fate of each tool's part of a bundle. */
export const bundlePart = pgTable(
  'bundle_part',
  {
    bundleId: uuid('bundle_id')
      .notNull()
      .references(() => bundle.id, { onDelete: 'cascade' }),
    /** A tool id, or the file's name where no tool was recognised. */
    tool: text('tool').notNull(),
    status: text('status').$type<PartStatus>().notNull(),
    reason: text('reason'),
    line: integer('line'),
    exitCode: integer('exit_code'),
    seconds: integer('seconds'),
    rawSha256: text('raw_sha256').references(() => rawOutput.sha256),
    issues: jsonb('issues').$type<{ line: number | null; detail: string }[]>().notNull().default([]),
  },
  // Retention asks whether anybody still refers to an output; without the index it reads every part for each.
  (t) => [primaryKey({ columns: [t.bundleId, t.tool] }), index('bundle_part_raw').on(t.rawSha256)],
)

/** What Berth holds to be true of a host now, tool by tool, with where it came from. */
export const hostTool = pgTable(
  'host_tool',
  {
    hostId: uuid('host_id')
      .notNull()
      .references(() => host.id),
    tool: text('tool').$type<ToolId>().notNull(),
    /** The newest facts that could be read, readings included; null until there were some. */
    facts: json('facts').$type<unknown>(),
    /**
     * The raw output they were read from: what a person looks at who doubts a fact. Kept by retention as long as it
     * stands here; no foreign key, because outputs that hosts share are written last in a transaction.
     */
    rawSha256: text('raw_sha256'),
    /** The build of Berth that read it: another one may read more in the same bytes. */
    readerBuild: text('reader_build'),
    source: text('source', { enum: ['collector', 'person'] }).notNull(),
    /** When the facts were last confirmed (our clock). */
    observedAt: at('observed_at'),
    /** The newest attempt was not readable: the facts shown are older than the host's last word. */
    stale: boolean('stale').notNull().default(false),
    lastStatus: text('last_status').$type<PartStatus>().notNull(),
    lastReason: text('last_reason'),
    lastLine: integer('last_line'),
    lastBundleId: uuid('last_bundle_id').references(() => bundle.id),
  },
  (t) => [
    primaryKey({ columns: [t.hostId, t.tool] }),
    index('host_tool_last_bundle').on(t.lastBundleId),
    index('host_tool_raw').on(t.rawSha256),
  ],
)
