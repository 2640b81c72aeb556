import { z } from 'zod'
import { DomainError } from '@/server/services/domain-error'

const FORMAT = 'berth-bundle/1'
const MANIFEST_BYTES_MAX = 64 * 1024

const toolLine = z.object({
  tool: z.string().regex(/^[a-z0-9-]{1,40}$/),
  status: z.enum(['ok', 'absent', 'failed', 'timedOut', 'toolHung']),
  exit: z.union([z.literal('-'), z.coerce.number().int()]).transform((v) => (v === '-' ? null : v)),
  seconds: z.union([z.literal('-'), z.coerce.number().int().min(0)]).transform((v) => (v === '-' ? null : v)),
  file: z.string().transform((v) => (v === '-' ? null : v)),
})
export type ManifestTool = z.infer<typeof toolLine>

const header = z.object({
  format: z.literal(FORMAT),
  collector: z.string().max(40),
  bundle_id: z.uuid(),
  boot_id: z.uuid(),
  sequence: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  hostname: z.string().max(253),
  collected_at: z.coerce.number().int().min(0).max(8_640_000_000_000),
})

export interface Manifest {
  bundleId: string
  bootId: string
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
  const fields: Record<string, string> = {}
  const tools: ManifestTool[] = []
  for (const [index, line] of decode(bytes).split('\n').entries()) {
    if (line.trim() === '') continue
    const pairs = line.startsWith('tool=') ? line.split(' ') : [line]
    const entries = pairs.map((pair) => splitPair(pair, index + 1))
    if (!line.startsWith('tool=')) Object.assign(fields, Object.fromEntries(entries))
    else {
      const parsed = toolLine.safeParse(Object.fromEntries(entries))
      if (!parsed.success) throw refuse(z.prettifyError(parsed.error), index + 1)
      tools.push(parsed.data)
    }
  }
  const parsed = header.safeParse(fields)
  if (!parsed.success) throw refuse(z.prettifyError(parsed.error), null)
  const { bundle_id, boot_id, sequence, hostname, collector, collected_at } = parsed.data
  return {
    bundleId: bundle_id,
    bootId: boot_id,
    sequence,
    hostname,
    collectorVersion: collector,
    hostClockAt: new Date(collected_at * 1000),
    tools,
  }
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
