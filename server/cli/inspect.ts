import { readFile, stat } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { TOOL_SCHEMAS } from '@/server/contracts/host-facts/tool-schemas'
import {
  describeMismatch,
  type FileErrorCode,
  INSPECTION_SCHEMA,
  type InspectedFile,
  type Inspection,
  inspectionSchema,
} from '@/server/contracts/inspection'
import { composeHost } from '@/server/core/inventory/compose/compose-host'
import { mergeToolFacts } from '@/server/core/inventory/tools/merge-facts'
import type { ToolFacts, ToolId, ToolParts } from '@/server/core/inventory/tools/tool-facts'
import { parsePart } from '@/server/facts/parse-part'
import type { ParsedPart } from '@/server/facts/parsed-part'
import { MAX_PART_BYTES } from '@/server/facts/text/decode-text'

const USAGE = `usage: berth inspect [--host NAME] FILE…
Prints host facts as JSON from raw tool outputs; the tool is recognised by content.
`

/**
 * `berth inspect`: prints one JSON document (`docs/host-facts.md`) and returns the exit status: 0 when at least one
 * file was read and none was refused, repeated or missing, else 1. Nothing is printed that its schema does not allow:
 * a tool's facts that are not what they should be are refused, and a host that is not is not printed at all.
 */
export async function inspect(argv: string[]): Promise<number> {
  const args = readArguments(argv)
  if (typeof args === 'string') {
    process.stderr.write(`berth inspect: ${args}\n${USAGE}`)
    return 1
  }
  const tools: ToolParts = {}
  const files: InspectedFile[] = []
  for (const file of args.files) files.push(await inspectFile(file, tools))
  const facts = composeHost(tools)
  const inspection: Inspection = {
    schema: INSPECTION_SCHEMA,
    host: args.host ?? facts.system.hostname,
    facts,
    tools,
    files,
  }
  files.forEach(complain)
  const { error } = inspectionSchema.safeParse(inspection)
  if (error) {
    process.stderr.write(`berth inspect: this is a defect, nothing is printed: ${describeMismatch(error)}\n`)
    return 1
  }
  await writeOut(`${JSON.stringify(inspection, null, 2)}\n`)
  return files.every((file) => file.status === 'parsed') ? 0 : 1
}

function complain({ file, status, reason, line, detail }: InspectedFile): void {
  if (status === 'parsed') return
  const place = line === null ? '' : `:${line}`
  const path = reason === 'schemaMismatch' ? `, ${detail}` : ''
  process.stderr.write(`berth inspect: ${file}${place}: ${reason ?? status}${path}\n`)
}

/** The arguments, or what is wrong with them. */
function readArguments(argv: string[]): { host: string | null; files: string[] } | string {
  try {
    const { values, positionals } = parseArgs({
      args: argv,
      options: { host: { type: 'string' } },
      allowPositionals: true,
    })
    return positionals.length === 0 ? 'no files' : { host: values.host ?? null, files: positionals }
  } catch (error) {
    return error instanceof Error ? error.message : 'unreadable arguments'
  }
}

async function inspectFile(file: string, tools: ToolParts): Promise<InspectedFile> {
  const bytes = await readBounded(file)
  if (typeof bytes === 'string') {
    return { file, tool: null, status: 'unreadable', line: null, reason: bytes, detail: null, issues: [] }
  }
  const part = parsePart({ bytes, fileName: file })
  if (part.kind === 'refused') {
    const { tool, line, code, detail } = part
    return { file, tool, status: 'refused', line, reason: code, detail, issues: [] }
  }
  const { error } = TOOL_SCHEMAS[part.tool].safeParse(part.facts)
  if (error) {
    const detail = describeMismatch(error)
    return {
      file,
      tool: part.tool,
      status: 'refused',
      line: null,
      reason: 'schemaMismatch',
      detail,
      issues: [],
    }
  }
  const isTaken = keepFacts(tools, part)
  return {
    file,
    tool: part.tool,
    status: isTaken ? 'parsed' : 'repeated',
    line: null,
    reason: null,
    detail: null,
    issues: part.issues,
  }
}

/** False: an earlier file of the same tool speaks of the whole host, and that one counts. */
function keepFacts(tools: ToolParts, { tool, facts }: Extract<ParsedPart, { kind: 'parsed' }>): boolean {
  const known = tools[tool]
  const kept: ToolFacts[ToolId] | null = known ? mergeToolFacts<ToolId>(tool, known, facts) : facts
  if (kept === null) return false
  Object.assign(tools, { [tool]: kept } satisfies Partial<Record<ToolId, ToolFacts[ToolId]>>)
  return true
}

/** One byte more than a part may have is enough to see that it is too large. */
async function readBounded(file: string): Promise<Uint8Array | FileErrorCode> {
  try {
    const { size } = await stat(file)
    return size > MAX_PART_BYTES ? new Uint8Array(MAX_PART_BYTES + 1) : await readFile(file)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT') return 'fileNotFound'
    return code === 'EISDIR' ? 'notAFile' : 'fileUnreadable'
  }
}

/** Resolves when the pipe has taken everything, so that an exit right after cuts nothing off. */
function writeOut(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()))
  })
}
