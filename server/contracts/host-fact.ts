import { z } from 'zod'
import { TOOL_IDS } from '@/server/core/inventory/tools/tool-facts'
import { pageInput, pageOf, plainText, searchText } from './page'

export const FACT_FILTERS = ['told', 'contradicted', 'unknown'] as const

export const listFactsInput = pageInput.extend({
  slug: plainText(100).min(1),
  /** Part of a path, of a value or of a tool's name. */
  search: searchText.optional(),
  show: z.enum(FACT_FILTERS).optional(),
})

/** What one tool said of one fact. Values are JSON as text, so that a page shows them as they are. */
const factClaimDto = z.object({
  tool: z.enum(TOOL_IDS),
  value: z.string().nullable(),
  observedAt: z.date().nullable(),
  stale: z.boolean(),
  source: z.enum(['collector', 'person']),
  /** The raw output is kept and can be looked at. */
  hasRaw: z.boolean(),
})
export type FactClaimDto = z.infer<typeof factClaimDto>

export const hostFactDto = z.object({
  path: z.string(),
  /** JSON as text; null is unknown. */
  value: z.string().nullable(),
  /** It moves by itself and is no part of the history. */
  isReading: z.boolean(),
  isContradicted: z.boolean(),
  /** Who spoke of it, whom Berth believed first. Empty: worked out from other facts. */
  claims: z.array(factClaimDto),
})
export type HostFactDto = z.infer<typeof hostFactDto>
export const factPageDto = pageOf(hostFactDto)

export const rawOutputInput = z.object({
  slug: plainText(100).min(1),
  tool: z.enum(TOOL_IDS),
  /** A bundle's part instead of the output that the present facts were read from. */
  bundleId: z.uuid().optional(),
})

/** The beginning of a raw output for the screen; the whole is at /api/hosts/<slug>/raw/<tool>. */
export const rawOutputDto = z.object({
  host: z.object({ slug: z.string(), hostname: z.string() }),
  tool: z.enum(TOOL_IDS),
  sizeBytes: z.number().int(),
  receivedAt: z.date().nullable(),
  text: z.string(),
  isCut: z.boolean(),
})
export type RawOutputDto = z.infer<typeof rawOutputDto>
