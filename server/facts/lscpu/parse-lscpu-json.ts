import type { LscpuFacts, LscpuPlacement } from '@/server/core/inventory/tools/cpu-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { findJsonFault } from '@/server/facts/text/find-json-fault'
import { readFacts } from './read-lscpu-facts'

/** Newer lscpu nests fields under headings ("NUMA:"); this deep at most. */
const MAX_DEPTH = 8

/** Real ones are below 20,000, tables of 8,192 CPUs below 2 million. */
const MAX_CHARACTERS = 4 * 1024 * 1024
const MAX_CPUS = 16_384

/**
 * `lscpu -J`, flat (util-linux up to 2.37) or nested (later), and `lscpu -J -e`. A field whose name is no text is
 * nothing lscpu prints: somebody changed the document, so none of it is taken. Data that is a number is read as the
 * same number in quotes. Throws `PartRefusal`.
 */
export function parseLscpuJson(text: string, issues: IssueList): LscpuFacts {
  if (text.length > MAX_CHARACTERS) throw new PartRefusal('tooLarge', null, `${text.length} characters`)
  const document = parseJson(text)
  if (isObject(document) && Array.isArray(document.cpus)) {
    return readFacts([], readCpus(document.cpus), { isWhole: true, issues })
  }
  const list = isObject(document) ? document.lscpu : undefined
  if (!Array.isArray(list)) throw new PartRefusal('malformed', 1, 'no list "lscpu"')
  const fields: [string, string][] = []
  collectFields(list, fields, text, 0)
  const facts = readFacts(fields, [], { isWhole: true, issues })
  if (facts.cpus === null && facts.architecture === null) {
    throw new PartRefusal('unrecognised', 1, 'neither Architecture nor CPU(s) among the fields')
  }
  return facts
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const fault = findJsonFault(text)
    throw new PartRefusal(fault.isAtEnd ? 'truncated' : 'malformed', fault.line, fault.detail)
  }
}

/** Field → data in document order, names without their colon. */
function collectFields(list: unknown[], fields: [string, string][], text: string, depth: number): void {
  if (depth > MAX_DEPTH) throw new PartRefusal('malformed', null, `deeper than ${MAX_DEPTH} levels`)
  for (const entry of list) {
    if (!isObject(entry) || typeof entry.field !== 'string') {
      const shown = isObject(entry) ? JSON.stringify(entry.field) : typeof entry
      throw new PartRefusal('malformed', findFieldLine(text, entry), `field is ${shown}, not text`)
    }
    const name = entry.field.trim().replace(/:$/, '')
    if (typeof entry.data === 'string' || typeof entry.data === 'number') {
      fields.push([name, String(entry.data)])
    }
    if (Array.isArray(entry.children)) collectFields(entry.children, fields, text, depth + 1)
  }
}

/** JSON.parse forgets lines: look for the odd field's own text. */
function findFieldLine(text: string, entry: unknown): number | null {
  if (!isObject(entry)) return null
  const shown = JSON.stringify(entry.field)
  const at = text.split('\n').findIndex((line) => /"field"\s*:\s*(.*)$/.exec(line)?.[1]?.startsWith(shown))
  return at < 0 ? null : at + 1
}

function readCpus(list: unknown[]): LscpuPlacement[] {
  if (list.length > MAX_CPUS) throw new PartRefusal('tooLarge', null, `over ${MAX_CPUS} CPUs`)
  return list.flatMap((entry) => {
    const cpu = isObject(entry) ? readNumber(entry.cpu) : null
    if (!isObject(entry) || cpu === null) return []
    return {
      cpu,
      core: readNumber(entry.core),
      socket: readNumber(entry.socket),
      node: readNumber(entry.node),
      isOnline: readOnline(entry.online),
    }
  })
}

/** Numbers, or up to util-linux 2.36 texts. */
function readNumber(value: unknown): number | null {
  return /^\d{1,6}$/.test(String(value)) ? Number(value) : null
}

function readOnline(value: unknown): boolean | null {
  if (value === true || value === 'yes') return true
  return value === false || value === 'no' ? false : null
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
