import { z } from 'zod'
import { instant, pageInput, pageOf, plainText, searchText } from './page'

export const auditEntryDto = z.object({
  id: z.uuid(),
  seq: z.number().int(),
  at: z.date(),
  actor: z.object({
    kind: z.enum(['human', 'key', 'agent', 'system']),
    id: z.string().nullable(),
    label: z.string(),
  }),
  action: z.string(),
  outcome: z.enum(['applied', 'refused']),
  subject: z.object({ kind: z.string(), id: z.string().nullable(), label: z.string() }),
  before: z.unknown(),
  after: z.unknown(),
  reason: z.string().nullable(),
  remoteAddress: z.string().nullable(),
})
export type AuditEntryDto = z.infer<typeof auditEntryDto>

/** Newest first, always: an audit log has one order. */
export const listAuditInput = pageInput.extend({
  search: searchText.optional(),
  action: plainText(80).optional(),
  outcome: z.enum(['applied', 'refused']).optional(),
  subjectId: plainText(100).optional(),
  from: instant.optional(),
  to: instant.optional(),
})
export const auditPageDto = pageOf(auditEntryDto)
