import { bigserial, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { at, now } from './columns'

/**
 * What was done, by whom, to what. Append-only in the database itself: triggers refuse UPDATE, DELETE and
 * TRUNCATE, and the runtime role holds only INSERT and SELECT (migration `audit_append_only`).
 */
export const auditEntry = pgTable(
  'audit_entry',
  {
    seq: bigserial('seq', { mode: 'number' }).primaryKey(),
    id: uuid('id').notNull().unique(),
    at: at('at').notNull().default(now),
    actorKind: text('actor_kind', { enum: ['human', 'key', 'agent', 'system'] }).notNull(),
    actorId: text('actor_id'),
    actorLabel: text('actor_label').notNull(),
    action: text('action').notNull(),
    outcome: text('outcome', { enum: ['applied', 'refused'] }).notNull(),
    subjectKind: text('subject_kind').notNull(),
    subjectId: text('subject_id'),
    subjectLabel: text('subject_label').notNull(),
    before: jsonb('before').$type<unknown>(),
    after: jsonb('after').$type<unknown>(),
    reason: text('reason'),
    remoteAddress: text('remote_address'),
  },
  (t) => [
    index('audit_entry_subject').on(t.subjectKind, t.subjectId, t.seq),
    index('audit_entry_actor').on(t.actorId, t.seq),
    index('audit_entry_action').on(t.action, t.seq),
  ],
)
