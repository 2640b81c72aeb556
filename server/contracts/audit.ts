import { z } from 'zod'
import { pageInput, pageOf, searchText } from './page'

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
  action: z.string().max(80).optional(),
  outcome: z.enum(['applied', 'refused']).optional(),
  subjectId: z.string().max(100).optional(),
  from: z.date().optional(),
  to: z.date().optional(),
})
export const auditPageDto = pageOf(auditEntryDto)
