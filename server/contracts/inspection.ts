import type { z } from 'zod'
import type { HostFacts } from '@/server/core/inventory/host-facts'
import type { ToolId, ToolParts } from '@/server/core/inventory/tools/tool-facts'
import {
  anyText,
  joinedText,
  listOf,
  objectOf,
  oneOf,
  only,
  orNull,
  text,
  whole,
} from './host-facts/exact-schema'
import { hostFactsSchema } from './host-facts/host-schema'
import { toolIdSchema, toolPartsSchema } from './host-facts/tool-schemas'

export const INSPECTION_SCHEMA = 'berth.inspection/1'

/** Why a part is refused whole; the words of `server/facts`. */
export const REFUSAL_CODES = [
  'binary',
  'encoding',
  'truncated',
  'malformed',
  'unrecognised',
  'tooLarge',
  'empty',
  'toolError',
] as const

/** What was odd in a part that was read nevertheless; the words of `server/facts`. */
export const PARSE_ISSUE_CODES = [
  'countMismatch',
  'unreadableValue',
  'unreadableLine',
  'unfinishedLine',
  'raggedRow',
  'duplicate',
  'missingSection',
  'noDevices',
  'ansiStripped',
] as const

/** `schemaMismatch` is a defect of Berth: it read a file, and what it read is none of the facts documented. */
const FILE_ERROR_CODES = ['fileNotFound', 'notAFile', 'fileUnreadable', 'schemaMismatch'] as const
export type FileErrorCode = (typeof FILE_ERROR_CODES)[number]

/**
 * What became of one file. `repeated`: an earlier file was of the same tool, and that one counts; files of tools
 * that are asked once per object (a domain, a device) are taken together.
 */
export interface InspectedFile {
  /** As the caller named it. */
  file: string
  tool: ToolId | null
  status: 'parsed' | 'refused' | 'repeated' | 'unreadable'
  /** 1-based line where reading stopped, null when the reason is about the whole file. */
  line: number | null
  reason: (typeof REFUSAL_CODES)[number] | FileErrorCode | null
  detail: string | null
  issues: { code: (typeof PARSE_ISSUE_CODES)[number]; line: number | null; detail: string }[]
}

/** What `berth inspect` prints: `docs/host-facts.md` describes it. */
export interface Inspection {
  schema: typeof INSPECTION_SCHEMA
  host: string | null
  facts: HostFacts
  tools: ToolParts
  files: InspectedFile[]
}

const inspectedFile = objectOf<InspectedFile>({
  file: anyText,
  tool: orNull(toolIdSchema),
  status: oneOf(['parsed', 'refused', 'repeated', 'unreadable']),
  line: orNull(whole),
  reason: orNull(oneOf([...REFUSAL_CODES, ...FILE_ERROR_CODES])),
  detail: orNull(joinedText),
  issues: listOf(objectOf({ code: oneOf(PARSE_ISSUE_CODES), line: orNull(whole), detail: text })),
})

export const inspectionSchema = objectOf<Inspection>({
  schema: only(INSPECTION_SCHEMA),
  host: orNull(anyText),
  facts: hostFactsSchema,
  tools: toolPartsSchema,
  files: listOf(inspectedFile),
})

/** The message may quote a key. */
const MAX_MISMATCH_CHARACTERS = 500

/** Where a document is not what its schema says, as `facts.gpus[0].link.maxGen: …`; of several places the first. */
export function describeMismatch(error: z.ZodError): string {
  const [issue] = error.issues
  if (!issue) return error.message
  const path = issue.path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
  return `${path.replace(/^\./, '')}: ${issue.message}`.slice(0, MAX_MISMATCH_CHARACTERS)
}
