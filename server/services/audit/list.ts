import { and, desc, eq, gte, ilike, lt, or, type SQL } from 'drizzle-orm'
import type { z } from 'zod'
import { auditEntry } from '@/db/schema'
import type { AuditEntryDto, auditPageDto, listAuditInput } from '@/server/contracts/audit'
import { authorise } from '@/server/services/authorise'
import type { ServiceContext } from '@/server/services/context'
import { cutPage, encodeCursor, openKeyset } from '@/server/services/keyset'
import { matchText } from '@/server/services/match-text'

type ListAuditInput = z.output<typeof listAuditInput>

interface ListAuditArgs {
  ctx: ServiceContext
  input: ListAuditInput
}

/** The log, newest first. Not counted: it only grows, and nobody pages to its end. */
export async function listAudit({ ctx, input }: ListAuditArgs): Promise<z.output<typeof auditPageDto>> {
  authorise({ ctx, permission: 'audit:read' })
  const { seq } = auditEntry
  const keyset = { value: seq, type: 'bigint', id: seq, idType: 'bigint', order: 'desc' } as const
  const { after } = openKeyset({ ...keyset, cursor: input.cursor })
  const rows = await ctx.db
    .select()
    .from(auditEntry)
    .where(and(filterAudit(input), after))
    .orderBy(desc(seq))
    .limit(input.limit + 1)
  return cutPage({
    rows,
    limit: input.limit,
    toItem: toAuditEntryDto,
    cursorOf: (row) => encodeCursor(row.seq, row.seq),
  })
}

function filterAudit({ search, action, outcome, subjectId, from, to }: ListAuditInput): SQL | undefined {
  const pattern = matchText(search)
  return and(
    action === undefined ? undefined : eq(auditEntry.action, action),
    outcome === undefined ? undefined : eq(auditEntry.outcome, outcome),
    subjectId === undefined ? undefined : eq(auditEntry.subjectId, subjectId),
    from === undefined ? undefined : gte(auditEntry.at, from),
    to === undefined ? undefined : lt(auditEntry.at, to),
    pattern === undefined
      ? undefined
      : or(
          ilike(auditEntry.actorLabel, pattern),
          ilike(auditEntry.subjectLabel, pattern),
          ilike(auditEntry.action, pattern),
          ilike(auditEntry.reason, pattern),
        ),
  )
}

function toAuditEntryDto(row: typeof auditEntry.$inferSelect): AuditEntryDto {
  const { actorKind, actorId, actorLabel, subjectKind, subjectId, subjectLabel, ...shown } = row
  return {
    ...shown,
    actor: { kind: actorKind, id: actorId, label: actorLabel },
    subject: { kind: subjectKind, id: subjectId, label: subjectLabel },
  }
}
