import type { ToolFacts, ToolId } from '@/server/core/inventory/tools/tool-facts'
import { detectToolError } from './detect-tool-error'
import { parseDmi } from './dmi/parse-dmi'
import { parseLscpu } from './lscpu/parse-lscpu'
import { parseLspci } from './lspci/parse-lspci'
import { parseNumactl } from './numactl/parse-numactl'
import { parseNvidiaSmi } from './nvidia-smi/parse-nvidia-smi'
import { parseOsRelease } from './os-release/parse-os-release'
import type { ParsedPart, RefusedPart } from './parsed-part'
import { cutDetail, IssueList, PartRefusal } from './part-refusal'
import { recogniseTool } from './recognise-tool'
import { parseSysfsNode } from './sysfs-node/parse-sysfs-node'
import { parseSysfsPci } from './sysfs-pci/parse-sysfs-pci'
import { decodeText, refuseLongLines } from './text/decode-text'
import { parseTopo } from './topo/parse-topo'
import { parseUname } from './uname/parse-uname'

type Parser<K extends ToolId> = (text: string, issues: IssueList) => ToolFacts[K]

const PARSERS: { [K in ToolId]: Parser<K> } = {
  'nvidia-smi-q-x': parseNvidiaSmi,
  'nvidia-smi-topo-m': parseTopo,
  lspci: parseLspci,
  lscpu: parseLscpu,
  numactl: parseNumactl,
  'sysfs-pci': parseSysfsPci,
  'sysfs-node': parseSysfsNode,
  'os-release': parseOsRelease,
  uname: parseUname,
  dmi: parseDmi,
}

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
  // XML and JSON may be one line; their parsers do not work by lines.
  if (tool !== 'nvidia-smi-q-x' && tool !== 'lscpu') refuseLongLines(text)
  const facts = PARSERS[tool](text, issues)
  return { kind: 'parsed', tool, facts, issues: issues.items } as ParsedPart
}

function describeRefusal(tool: ToolId | null, error: unknown): RefusedPart {
  if (error instanceof PartRefusal) {
    return { kind: 'refused', tool, code: error.code, line: error.line, detail: error.message }
  }
  // A mistake in a parser must cost this part only, never the other parts of the bundle.
  const name = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown'
  return { kind: 'refused', tool, code: 'malformed', line: null, detail: cutDetail(`parser failed, ${name}`) }
}
