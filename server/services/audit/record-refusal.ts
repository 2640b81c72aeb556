import { createHash } from 'node:crypto'
import { auditEntry } from '@/db/schema'
import { publishChange } from '@/server/events/publish'
import type { ServiceContext } from '@/server/services/context'
import { formatUuid } from '@/server/services/new-id'
import type { AuditRecord } from './record'

interface RecordRefusalArgs {
  ctx: Pick<ServiceContext, 'db' | 'actor' | 'remoteAddress' | 'now'>
  /** What bounds it: one line per key and minute, so that whoever guesses cannot flood the log. */
  key: string
  record: Omit<AuditRecord, 'outcome' | 'before' | 'after'>
}

/**
 * Writes that something was refused, outside of any transaction, since the refusal rolls that back. The id is
 * made from key and minute, so that the database itself drops the second line.
 */
export async function recordRefusal({ ctx, key, record }: RecordRefusalArgs): Promise<void> {
  const at = ctx.now()
  const minute = Math.floor(at.getTime() / 60_000)
  const digest = createHash('sha256').update(`${record.action}\n${key}\n${minute}`).digest()
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x80, 6)
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8)
  const written = await ctx.db
    .insert(auditEntry)
    .values({
      id: formatUuid(digest.subarray(0, 16)),
      at,
      actorKind: ctx.actor.kind,
      actorId: ctx.actor.id,
      actorLabel: ctx.actor.label,
      action: record.action,
      outcome: 'refused',
      subjectKind: record.subject.kind,
      subjectId: record.subject.id,
      subjectLabel: record.subject.label,
      reason: record.reason ?? null,
      remoteAddress: ctx.remoteAddress,
    })
    .onConflictDoNothing({ target: auditEntry.id })
    .returning({ id: auditEntry.id })
  if (written.length > 0) await publishChange({ tx: ctx.db, topic: 'audit', id: null })
}
