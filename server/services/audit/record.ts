import type { Queryable } from '@/db/client'
import { auditEntry } from '@/db/schema'
import { publishChange } from '@/server/events/publish'
import type { ServiceContext } from '@/server/services/context'

export interface AuditRecord {
  action: string
  outcome?: 'applied' | 'refused'
  subject: { kind: string; id: string | null; label: string }
  before?: unknown
  after?: unknown
  reason?: string | null
}

interface RecordAuditArgs {
  ctx: Pick<ServiceContext, 'actor' | 'remoteAddress' | 'now' | 'newId'>
  tx: Queryable
  record: AuditRecord
}

/** Writes one line of the audit log, in the transaction of the change it tells of. */
export async function recordAudit({ ctx, tx, record }: RecordAuditArgs): Promise<void> {
  await tx.insert(auditEntry).values({
    id: ctx.newId(),
    at: ctx.now(),
    actorKind: ctx.actor.kind,
    actorId: ctx.actor.id,
    actorLabel: ctx.actor.label,
    action: record.action,
    outcome: record.outcome ?? 'applied',
    subjectKind: record.subject.kind,
    subjectId: record.subject.id,
    subjectLabel: record.subject.label,
    before: record.before ?? null,
    after: record.after ?? null,
    reason: record.reason ?? null,
    remoteAddress: ctx.remoteAddress,
  })
  await publishChange({ tx, topic: 'audit', id: null })
}
