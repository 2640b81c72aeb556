import type { ToolId } from '@/server/core/inventory/tools/tool-facts'
import { detectToolError } from './detect-tool-error'
import type { ParsedPart, RefusedPart } from './parsed-part'
import { cutDetail, IssueList, PartRefusal } from './part-refusal'
import { getReader } from './readers'
import { recogniseTool } from './recognise-tool'
import { decodeText, refuseLongLines } from './text/decode-text'

export interface PartInput {
  /** The tool that is known to have written it; without it the tool is recognised by content. */
  tool?: ToolId
  bytes: Uint8Array
  fileName?: string
}

/**
 * Reads one tool's raw output, whole or not at all. Never throws: whatever cannot be read comes back as a refusal
 * with a code, and with the line wherever there is one.
 */
export function parsePart({ tool, bytes, fileName }: PartInput): ParsedPart {
  let known: ToolId | null = tool ?? null
  try {
    const { text, hadAnsi } = decodeText(bytes)
    const issues = new IssueList()
    if (hadAnsi) issues.add('ansiStripped', null, 'terminal styling removed')
    const written = recogniseTool({ content: text })
    known ??= written ?? recogniseTool({ content: text, fileName }) ?? recogniseBareAnswer(text)
    if (written === null) refuseToolError(text)
    if (known === null) throw new PartRefusal('unrecognised', null, 'no tool Berth reads prints this')
    return parseAs(known, text, issues)
  } catch (error) {
    // An unreadable part still has its name: the reader wants to know which tool's output is bad.
    return describeRefusal(known ?? recogniseTool({ content: '', fileName }), error)
  }
}

/** `No devices were found` is all nvidia-smi prints on a host without usable GPUs, whatever it was asked for. */
function recogniseBareAnswer(text: string): ToolId | null {
  return /^\s*No devices were found\s*$/.test(text) ? 'nvidia-smi-q-x' : null
}

function refuseToolError(text: string): void {
  const error = detectToolError(text)
  if (error) throw new PartRefusal('toolError', error.line, cutDetail(error.message))
}

function parseAs(tool: ToolId, text: string, issues: IssueList): ParsedPart {
  const reader = getReader(tool, text)
  const whole = reader.form === 'lines' ? dropUnfinishedLine(text, reader, issues) : text
  const facts = reader.parse(whole, issues)
  return { kind: 'parsed', tool, facts, issues: issues.items } as ParsedPart
}

/** Output that was cut off may end in half a number; the half is not a fact. */
function dropUnfinishedLine(
  text: string,
  { isWholeLine }: { isWholeLine?: (line: string) => boolean },
  issues: IssueList,
): string {
  refuseLongLines(text)
  const start = text.lastIndexOf('\n') + 1
  const last = text.slice(start)
  // Blanks at the very end are the beginning of a line, not an empty line.
  if (last.trim() === '') return text.slice(0, start)
  if (isWholeLine?.(last)) return text
  const line = text.slice(0, start).split('\n').length
  if (start === 0) throw new PartRefusal('truncated', line, 'one line without its end')
  issues.add('unfinishedLine', line, last.trim())
  return text.slice(0, start)
}

function describeRefusal(tool: ToolId | null, error: unknown): RefusedPart {
  if (error instanceof PartRefusal) {
    return { kind: 'refused', tool, code: error.code, line: error.line, detail: error.message }
  }
  // A mistake in a parser must cost this part only, never the other parts of the bundle.
  const name = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown'
  return { kind: 'refused', tool, code: 'malformed', line: null, detail: cutDetail(`parser failed, ${name}`) }
}
