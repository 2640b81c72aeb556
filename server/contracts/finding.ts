import { z } from 'zod'
import {
  FINDING_CODES,
  FINDING_SEVERITIES,
  REMEDY_CODES,
} from '@/server/core/inventory/findings/finding-draft'
import { choices, pageInput, pageOf, reasonText, searchText, sortOrder } from './page'

export const findingDto = z.object({
  id: z.uuid(),
  host: z.object({ id: z.uuid(), slug: z.string() }).nullable(),
  subject: z.object({ kind: z.string(), key: z.string(), label: z.string() }),
  code: z.enum(FINDING_CODES),
  severity: z.enum(FINDING_SEVERITIES),
  state: z.enum(['open', 'resolved']),
  /** In words, from the same code and numbers. */
  sentence: z.string(),
  numbers: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
  evidence: z.array(
    z.object({ fact: z.string(), value: z.union([z.number(), z.string(), z.null()]), tool: z.string() }),
  ),
  threshold: z.object({ text: z.string(), source: z.string() }).nullable(),
  remedies: z.array(z.enum(REMEDY_CODES)),
  remedySentences: z.array(z.string()),
  firstSeenAt: z.date(),
  lastSeenAt: z.date(),
  resolvedAt: z.date().nullable(),
})
export type FindingDto = z.infer<typeof findingDto>

export const listFindingsInput = pageInput.extend({
  hostId: z.uuid().optional(),
  state: choices(z.enum(['open', 'resolved'])),
  severity: choices(z.enum(FINDING_SEVERITIES)),
  search: searchText.optional(),
  sort: z.enum(['lastSeenAt', 'firstSeenAt']).default('lastSeenAt'),
  order: sortOrder.default('desc'),
})
export const findingPageDto = pageOf(findingDto)

/** Only what was noticed at one moment (a GPU that left or moved) is closed by hand; the rest closes by itself. */
export const resolveFindingInput = z.object({ findingId: z.uuid(), reason: reasonText })
