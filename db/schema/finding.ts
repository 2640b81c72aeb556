import { sql } from 'drizzle-orm'
import { index, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { FindingDraft } from '@/server/core/inventory/findings/finding-draft'
import { at, id, now } from './columns'
import { host } from './host'

/** One shape for everything Berth notices (DESIGN §4). */
export const finding = pgTable(
  'finding',
  {
    id: id(),
    hostId: uuid('host_id').references(() => host.id),
    subjectKind: text('subject_kind').$type<FindingDraft['subject']['kind']>().notNull(),
    subjectKey: text('subject_key').notNull(),
    subjectLabel: text('subject_label').notNull(),
    code: text('code').$type<FindingDraft['code']>().notNull(),
    severity: text('severity').$type<FindingDraft['severity']>().notNull(),
    state: text('state', { enum: ['open', 'resolved'] }).notNull(),
    numbers: jsonb('numbers').$type<FindingDraft['numbers']>().notNull(),
    evidence: jsonb('evidence').$type<FindingDraft['evidence']>().notNull(),
    threshold: jsonb('threshold').$type<FindingDraft['threshold']>(),
    remedies: jsonb('remedies').$type<FindingDraft['remedies']>().notNull(),
    firstSeenAt: at('first_seen_at').notNull().default(now),
    lastSeenAt: at('last_seen_at').notNull().default(now),
    resolvedAt: at('resolved_at'),
  },
  (t) => [
    // A host speaks for itself: naming a GPU of another host neither takes nor closes that host's findings.
    uniqueIndex('finding_open')
      .on(t.hostId, t.subjectKind, t.subjectKey, t.code)
      .where(sql`${t.state} = 'open'`),
    index('finding_host').on(t.hostId, t.state),
    index('finding_last_seen').on(t.state, t.lastSeenAt, t.id),
  ],
)
