import { z } from 'zod'
import { DomainError } from '@/server/services/domain-error'

const FORMAT = 'berth-bundle/1'
const MANIFEST_BYTES_MAX = 64 * 1024

const TOOLS_MAX = 128
/** A host has one boot at a time; a manifest that names more is taken and wondered at, within reason. */
const BOOTS_MAX = 8
const INT4_MAX = 2_147_483_647
/** 9999-12-31T23:59:59Z: a later year is written with a sign, which PostgreSQL does not read. */
const CLOCK_MAX_S = 253_402_300_799

/** Digits and nothing else: coercion would read the empty text as 0 and `0x10` as 16. */
const integer = (min: number, max: number) =>
  z
    .string()
    .regex(/^-?\d{1,19}$/, 'not a whole number')
    .transform(Number)
    .pipe(z.number().min(min).max(max))
const dashIsNull = <Text extends z.ZodType>(told: Text) =>
  z.union([z.literal('-').transform(() => null), told])
const printable = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^\P{C}*$/u, 'holds characters that do not print')

const toolLine = z.object({
  tool: z.string().regex(/^[a-z0-9-]{1,40}$/),
  status: z.enum(['ok', 'absent', 'failed', 'timedOut', 'toolHung']),
  exit: dashIsNull(integer(-INT4_MAX, INT4_MAX)),
  seconds: dashIsNull(integer(0, INT4_MAX)),
  file: dashIsNull(z.string().regex(/^[\w.+-]{1,100}$/, 'not the plain name of a file')),
})
export type ManifestTool = z.infer<typeof toolLine>

/** What a collector ran: everything, a few light readings every some seconds, or what describes a VM's software. */
const MANIFEST_KINDS = ['full', 'pulse', 'guest'] as const
export type ManifestKind = (typeof MANIFEST_KINDS)[number]

const header = z.object({
  format: z.literal(FORMAT),
  /** Collectors before 0.2.0 knew one kind and did not name it. */
  kind: z.enum(MANIFEST_KINDS).default('full'),
  collector: printable(40),
  bundle_id: z.uuid().toLowerCase(),
  boot_id: z.uuid().toLowerCase(),
  sequence: integer(0, Number.MAX_SAFE_INTEGER),
  hostname: printable(253),
  collected_at: integer(0, CLOCK_MAX_S),
})

export interface Manifest {
  kind: ManifestKind
  bundleId: string
  bootId: string
  /** Further boots that the manifest names: it contradicts itself. */
  otherBootIds: string[]
  sequence: number
  hostname: string
  collectorVersion: string
  hostClockAt: Date
  tools: ManifestTool[]
}

/**
 * The collector's own account of what it ran: `key=value` lines, then a line per tool.
 * @throws DomainError invalid (422), naming the line or key
 */
export function readManifest(bytes: Uint8Array | undefined): Manifest {
  if (!bytes) throw refuse('the file "manifest" is missing', null)
  if (bytes.length > MANIFEST_BYTES_MAX) throw refuse('the manifest is larger than 64 KiB', null)
  const fields = new Map<string, string>()
  const tools: ManifestTool[] = []
  const otherBootIds = new Set<string>()
  for (const [index, line] of decode(bytes).split('\n').entries()) {
    if (line.trim() === '') continue
    if (line.startsWith('tool=')) {
      tools.push(readTool(line, index + 1, tools))
      continue
    }
    const [key, value] = splitPair(line, index + 1)
    if (key === 'boot_id' && fields.has(key)) {
      otherBootIds.add(readOtherBoot(value, otherBootIds, index + 1))
      continue
    }
    if (fields.has(key)) throw refuse(`it tells "${key}" a second time`, index + 1)
    fields.set(key, value)
  }
  const parsed = header.safeParse(Object.fromEntries(fields))
  if (!parsed.success) throw refuse(z.prettifyError(parsed.error), null)
  const { bundle_id, kind, boot_id, sequence, hostname, collector, collected_at } = parsed.data
  return {
    bundleId: bundle_id,
    kind,
    bootId: boot_id,
    otherBootIds: [...otherBootIds].filter((id) => id !== boot_id),
    sequence,
    hostname,
    collectorVersion: collector,
    hostClockAt: new Date(collected_at * 1000),
    tools,
  }
}

function readOtherBoot(value: string, before: ReadonlySet<string>, line: number): string {
  const parsed = header.shape.boot_id.safeParse(value)
  if (!parsed.success) throw refuse(z.prettifyError(parsed.error), line)
  if (before.size >= BOOTS_MAX) throw refuse(`more than ${BOOTS_MAX} boots`, line)
  return parsed.data
}

/** One tool has one fate, and one file is one tool's: whatever else there is could not be told apart later. */
function readTool(line: string, number: number, before: readonly ManifestTool[]): ManifestTool {
  const entries = line.split(' ').map((pair) => splitPair(pair, number))
  const parsed = toolLine.safeParse(Object.fromEntries(entries))
  if (!parsed.success) throw refuse(z.prettifyError(parsed.error), number)
  const { tool, file } = parsed.data
  if (before.length >= TOOLS_MAX) throw refuse(`more than ${TOOLS_MAX} tools`, number)
  if (before.some((other) => other.tool === tool)) throw refuse(`it tells of "${tool}" a second time`, number)
  if (file !== null && before.some((other) => other.file === file))
    throw refuse(`it names the file "${file}" a second time`, number)
  return parsed.data
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refuse('the manifest is not UTF-8', null)
  }
}

function splitPair(pair: string, line: number): [string, string] {
  const at = pair.indexOf('=')
  if (at < 1) throw refuse('not key=value', line)
  return [pair.slice(0, at), pair.slice(at + 1)]
}

function refuse(detail: string, line: number | null): DomainError {
  const where = line === null ? '' : ` (line ${line})`
  return new DomainError(
    'invalid',
    'badManifest',
    `The bundle's manifest cannot be read${where}: ${detail}`,
    { line, detail },
  )
}
