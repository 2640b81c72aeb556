import type { ToolFacts, ToolId } from '@/server/core/inventory/tools/tool-facts'
import { parsePart } from '@/server/facts/parse-part'
import type { ParsedPart, ParseIssue, RefusedPart } from '@/server/facts/parsed-part'

/** As a tool leaves its output: the last line ended. `parseCutText` is for what was cut off. */
export function parseText(text: string, tool?: ToolId): ParsedPart {
  return parseCutText(text === '' || text.endsWith('\n') ? text : `${text}\n`, tool)
}

export function parseCutText(text: string, tool?: ToolId): ParsedPart {
  return parsePart({ bytes: new TextEncoder().encode(text), tool })
}

/** The facts of a part that must have been read as `tool`. */
export function takeFacts<K extends ToolId>(
  part: ParsedPart,
  tool: K,
): { facts: ToolFacts[K]; issues: ParseIssue[] } {
  if (part.kind !== 'parsed') throw new Error(`refused: ${part.code} at line ${part.line}: ${part.detail}`)
  if (part.tool !== tool) throw new Error(`recognised as ${part.tool}, not ${tool}`)
  return { facts: part.facts as ToolFacts[K], issues: part.issues }
}

/** The refusal of a part that must not have been read. */
export function takeRefusal(part: ParsedPart): RefusedPart {
  if (part.kind !== 'refused') throw new Error(`read as ${part.tool}, expected a refusal`)
  return part
}
