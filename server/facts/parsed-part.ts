import type { ToolFacts, ToolId } from '@/server/core/inventory/tools/tool-facts'

/** Something odd in a part that was nevertheless read. */
export interface ParseIssue {
  code: ParseIssueCode
  /** 1-based line in the part, null when the oddity has no one place. */
  line: number | null
  /** A short technical remark with the numbers; never shown as a sentence by itself. */
  detail: string
}

export type ParseIssueCode =
  | 'countMismatch'
  | 'unreadableValue'
  | 'unreadableLine'
  | 'unfinishedLine'
  | 'raggedRow'
  | 'duplicate'
  | 'missingSection'
  | 'noDevices'
  | 'ansiStripped'

export type RefusalCode =
  | 'binary'
  | 'encoding'
  | 'truncated'
  | 'malformed'
  | 'unrecognised'
  | 'tooLarge'
  | 'empty'
  | 'toolError'

export interface ParsedToolPart<K extends ToolId> {
  kind: 'parsed'
  tool: K
  facts: ToolFacts[K]
  issues: ParseIssue[]
}

export interface RefusedPart {
  kind: 'refused'
  tool: ToolId | null
  code: RefusalCode
  /** 1-based line where reading stopped, null when the refusal is about the part as a whole. */
  line: number | null
  detail: string
}

/** One tool's output, read whole or refused whole: a part is never half taken. */
export type ParsedPart = { [K in ToolId]: ParsedToolPart<K> }[ToolId] | RefusedPart
