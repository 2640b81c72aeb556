import type { LscpuFacts } from '@/server/core/inventory/tools/cpu-facts'
import { normaliseCpuList } from '@/server/core/units/cpu-list'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { findJsonFault } from '@/server/facts/text/find-json-fault'
import { readText } from '@/server/facts/text/read-value'

/** Newer lscpu nests fields under headings ("NUMA:"); this deep at most. */
const MAX_DEPTH = 8

/** Real ones are below 20,000. */
const MAX_CHARACTERS = 256 * 1024

/** The kernel's own ceiling (NODES_SHIFT 10). */
const MAX_NODES = 1_024

/** `lscpu -J`, flat (util-linux up to 2.37) or nested (later). The text form is refused. Throws `PartRefusal`. */
export function parseLscpu(text: string, issues: IssueList): LscpuFacts {
  if (text.length > MAX_CHARACTERS) throw new PartRefusal('tooLarge', null, `${text.length} characters`)
  const fields = readFields(parseJson(text), text)
  const readNumber = (name: string) => readCount(fields, name, issues)
  const facts: LscpuFacts = {
    architecture: readText(fields.get('Architecture') ?? null),
    vendor: readText(fields.get('Vendor ID') ?? null),
    modelName: readText(fields.get('Model name') ?? null),
    cpus: readNumber('CPU(s)'),
    onlineCpus: normaliseCpuList(fields.get('On-line CPU(s) list') ?? '') || null,
    sockets: readNumber('Socket(s)'),
    coresPerSocket: readNumber('Core(s) per socket'),
    threadsPerCore: readNumber('Thread(s) per core'),
    numaNodeCount: readNumber('NUMA node(s)'),
    numaNodes: readNumaNodes(fields, issues),
    hypervisorVendor: readText(fields.get('Hypervisor vendor') ?? null),
    virtualizationType: readText(fields.get('Virtualization type') ?? null),
  }
  if (facts.cpus === null && facts.architecture === null) {
    throw new PartRefusal('unrecognised', 1, 'neither Architecture nor CPU(s) among the fields')
  }
  if (facts.numaNodeCount !== null && facts.numaNodeCount !== facts.numaNodes.length) {
    issues.add(
      'countMismatch',
      null,
      `${facts.numaNodeCount} NUMA nodes claimed, ${facts.numaNodes.length} listed`,
    )
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

/** Field → data, names without their colon. The first of two equal names counts. */
function readFields(document: unknown, text: string): Map<string, string> {
  const list = isObject(document) ? document.lscpu : undefined
  if (!Array.isArray(list)) throw new PartRefusal('malformed', 1, 'no list "lscpu"')
  const fields = new Map<string, string>()
  collectFields(list, fields, text, 0)
  return fields
}

function collectFields(list: unknown[], fields: Map<string, string>, text: string, depth: number): void {
  if (depth > MAX_DEPTH) throw new PartRefusal('malformed', null, `deeper than ${MAX_DEPTH} levels`)
  for (const entry of list) {
    if (!isObject(entry) || typeof entry.field !== 'string') {
      const shown = isObject(entry) ? JSON.stringify(entry.field) : typeof entry
      throw new PartRefusal('malformed', findFieldLine(text, entry), `field is ${shown}, not text`)
    }
    const name = entry.field.trim().replace(/:$/, '')
    if (typeof entry.data === 'string' && !fields.has(name)) fields.set(name, entry.data)
    if (Array.isArray(entry.children)) collectFields(entry.children, fields, text, depth + 1)
  }
}

/** JSON.parse forgets lines: look for the odd field's own text. */
function findFieldLine(text: string, entry: unknown): number | null {
  if (!isObject(entry)) return null
  const shown = JSON.stringify(entry.field)
  const at = text.split('\n').findIndex((line) => /"field"\s*:/.test(line) && line.includes(shown))
  return at < 0 ? null : at + 1
}

function readCount(fields: Map<string, string>, name: string, issues: IssueList): number | null {
  const text = readText(fields.get(name) ?? null)
  if (text === null || text === '-') return null
  if (/^\d{1,6}$/.test(text)) return Number(text)
  issues.add('unreadableValue', null, `${name}: ${text}`)
  return null
}

function readNumaNodes(fields: Map<string, string>, issues: IssueList): LscpuFacts['numaNodes'] {
  const nodes: LscpuFacts['numaNodes'] = []
  for (const [name, data] of fields) {
    const id = /^NUMA node(\d{1,5}) CPU\(s\)$/.exec(name)?.[1]
    if (id === undefined) continue
    if (nodes.length >= MAX_NODES) throw new PartRefusal('tooLarge', null, `over ${MAX_NODES} NUMA nodes`)
    const cpus = normaliseCpuList(data === '-' ? '' : data)
    if (cpus === null) issues.add('unreadableValue', null, `${name}: ${data}`)
    else nodes.push({ id: Number(id), cpus })
  }
  return nodes.toSorted((a, b) => a.id - b.id)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
