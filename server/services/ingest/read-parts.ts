import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { constants, gzip, gzipSync } from 'node:zlib'
import type { PartStatus } from '@/db/schema'
import { isToolId } from '@/server/core/inventory/tools/tool-facts'
import { parsePart } from '@/server/facts/parse-part'
import type { Manifest, ManifestTool } from './read-manifest'
import { makeStorable, makeStorableText } from './storable-text'
import type { UnpackedBundle } from './unpack-bundle'

/** One tool's part as it will be kept: its fate, its raw bytes, and its facts where they could be read. */
export interface ReadPart {
  /** A tool id, or the file's name where no tool was recognised. */
  tool: string
  status: PartStatus
  reason: string | null
  line: number | null
  exitCode: number | null
  seconds: number | null
  /** `gzip` is null where the same bytes are kept already. */
  raw: { sha256: string; gzip: Buffer | null; sizeBytes: number } | null
  facts: unknown
  issues: { line: number | null; detail: string }[]
  /** It could be read and was not taken: what Berth holds outranks it. */
  isKept?: boolean
  /** The very bytes that this host's facts of the tool were read from by this build: not read again. */
  isRepeat?: boolean
}

/** Enough for the first line of any error; the whole output is kept beside it. */
const REASON_CHARACTERS = 300

/** SHA-256 of the output that each tool's facts were read from by this build of Berth. */
export type KnownOutputs = ReadonlyMap<string, string>

/** The parts of a collector's bundle: what the manifest tells of each tool, and what its output says. */
export async function readBundleParts(
  bundle: UnpackedBundle,
  manifest: Manifest,
  known: KnownOutputs = new Map(),
): Promise<ReadPart[]> {
  const parts: ReadPart[] = []
  for (const entry of manifest.tools) {
    const part = await readEntry(bundle, entry, known)
    parts.push(part)
    // One after another: between two that took time to read, the process answers others.
    if (part.raw?.gzip) await setImmediate()
  }
  return parts
}

async function readEntry(
  bundle: UnpackedBundle,
  entry: ManifestTool,
  known: KnownOutputs,
): Promise<ReadPart> {
  const bytes = entry.file === null ? undefined : bundle.files.get(entry.file)
  const outcome = { exitCode: entry.exit, seconds: entry.seconds }
  if (entry.status === 'ok' && bytes !== undefined) {
    const sha256 = hashOf(bytes)
    if (known.get(entry.tool) === sha256) return { ...describeRepeat(entry.tool, sha256, bytes), ...outcome }
    return { ...(await readPart(bytes, entry.file, { entry, sha256 })), ...outcome }
  }
  const raw = bytes === undefined ? null : await keepRaw(bytes)
  const missing = entry.status === 'ok'
  return {
    tool: entry.tool,
    status: missing ? 'refused' : entry.status,
    reason: missing
      ? `the bundle holds no file "${entry.file}"`
      : readFirstLine(bundle.files.get(`${entry.file}.err`)),
    line: null,
    raw,
    facts: null,
    issues: [],
    ...outcome,
  }
}

/** A file that a person chose, recognised by its content; with a reason it is refused without a further look. */
export async function readLooseFile(
  fileName: string,
  bytes: Uint8Array,
  refusedFor: string | null = null,
): Promise<ReadPart> {
  if (refusedFor === null) return readPart(bytes, fileName)
  return {
    tool: fileName,
    status: 'refused',
    reason: makeStorableText(refusedFor, REASON_CHARACTERS),
    line: null,
    exitCode: null,
    seconds: null,
    raw: await keepRaw(bytes),
    facts: null,
    issues: [],
  }
}

async function readPart(
  bytes: Uint8Array,
  fileName: string | null,
  { entry, sha256 }: { entry?: ManifestTool; sha256?: string } = {},
): Promise<ReadPart> {
  const told = entry && isToolId(entry.tool) ? entry.tool : undefined
  const base = { exitCode: null, seconds: null, raw: await keepRaw(bytes, sha256) }
  if (entry && told === undefined) {
    const reason = 'this version of Berth does not know this tool; its output is kept'
    return { ...base, tool: entry.tool, status: 'refused', reason, line: null, facts: null, issues: [] }
  }
  const parsed = parsePart({ tool: told, bytes, fileName: fileName ?? undefined })
  if (parsed.kind === 'refused') {
    const tool = told ?? parsed.tool ?? fileName ?? 'file'
    return {
      ...base,
      tool,
      status: 'refused',
      reason: makeStorableText(parsed.detail, REASON_CHARACTERS),
      line: parsed.line,
      facts: null,
      issues: [],
    }
  }
  const issues = parsed.issues.map(({ line, detail }) => ({ line, detail }))
  return {
    ...base,
    tool: parsed.tool,
    status: 'ok',
    reason: null,
    line: null,
    facts: keepStorable(parsed.facts),
    issues: makeStorable(issues),
  }
}

/** NUL and halves of surrogates as JSON writes them; a text that merely spells them is found too, and does no harm. */
const UNSTORABLE_IN_JSON = /\\u(?:0000|d[89a-f])/

/** Facts can nearly always be stored as they are, and to find that out is cheaper than to copy them. */
function keepStorable<Facts>(facts: Facts): Facts {
  return UNSTORABLE_IN_JSON.test(JSON.stringify(facts)) ? makeStorable(facts) : facts
}

function describeRepeat(tool: string, sha256: string, bytes: Uint8Array): ReadPart {
  const raw = { sha256, gzip: null, sizeBytes: bytes.length }
  const nothing = { reason: null, line: null, exitCode: null, seconds: null, facts: null, issues: [] }
  return { ...nothing, tool, status: 'ok', raw, isRepeat: true }
}

const compress = promisify(gzip)

/** Raw outputs are read by people now and then and written all day. */
const QUICKLY = { level: constants.Z_BEST_SPEED }

/** To hand so little to another thread and wait for it takes longer than to compress it: a fraction of a millisecond. */
const COMPRESSED_AT_ONCE_BYTES_MAX = 256 * 1024

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

export async function keepRaw(
  bytes: Uint8Array,
  sha256 = hashOf(bytes),
): Promise<NonNullable<ReadPart['raw']>> {
  return {
    sha256,
    gzip:
      bytes.length > COMPRESSED_AT_ONCE_BYTES_MAX ? await compress(bytes, QUICKLY) : gzipSync(bytes, QUICKLY),
    sizeBytes: bytes.length,
  }
}

function readFirstLine(stderr: Uint8Array | undefined): string | null {
  if (stderr === undefined) return null
  const [line = ''] = new TextDecoder().decode(stderr).split('\n', 1)
  return makeStorableText(line.trim(), REASON_CHARACTERS) || null
}
