import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { and, eq } from 'drizzle-orm'
import type { z } from 'zod'
import { bundle, bundlePart, host, hostTool, rawOutput } from '@/db/schema'
import type { RawOutputDto, rawOutputInput } from '@/server/contracts/host-fact'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'
import { makeStorableText } from '@/server/services/ingest/storable-text'
import { loadHost } from './visible'

interface ReadRawArgs {
  ctx: ServiceContext
  input: z.infer<typeof rawOutputInput>
}

interface RawOutput {
  host: { slug: string; hostname: string }
  bytes: Buffer
  receivedAt: Date | null
}

const expand = promisify(gunzip)

/**
 * A tool's output just as the host sent it: the one that the present facts were read from, or a bundle's.
 * @throws DomainError notFound `hostNotFound`, `rawNotFound`
 */
export async function readRaw({ ctx, input }: ReadRawArgs): Promise<RawOutput> {
  const where = eq(host.slug, input.slug)
  const row = await loadHost({ tx: ctx.db, principal: ctx.principal, permission: 'host:read', where })
  const found = input.bundleId
    ? await findInBundle(ctx, row.id, input.tool, input.bundleId)
    : await findOfFacts(ctx, row.id, input.tool)
  if (!found) {
    throw new DomainError(
      'notFound',
      'rawNotFound',
      `No raw output of ${input.tool} is kept for ${row.slug}; it may never have been delivered`,
    )
  }
  const { gzip, receivedAt } = found
  return { host: { slug: row.slug, hostname: row.hostname }, bytes: await expand(gzip), receivedAt }
}

async function findOfFacts(ctx: ServiceContext, hostId: string, tool: ReadRawArgs['input']['tool']) {
  const [found] = await ctx.db
    .select({ gzip: rawOutput.gzip, receivedAt: hostTool.observedAt })
    .from(hostTool)
    .innerJoin(rawOutput, eq(rawOutput.sha256, hostTool.rawSha256))
    .where(and(eq(hostTool.hostId, hostId), eq(hostTool.tool, tool)))
  return found
}

async function findInBundle(ctx: ServiceContext, hostId: string, tool: string, bundleId: string) {
  const [found] = await ctx.db
    .select({ gzip: rawOutput.gzip, receivedAt: bundle.receivedAt })
    .from(bundlePart)
    .innerJoin(bundle, eq(bundle.id, bundlePart.bundleId))
    .innerJoin(rawOutput, eq(rawOutput.sha256, bundlePart.rawSha256))
    .where(and(eq(bundle.hostId, hostId), eq(bundle.id, bundleId), eq(bundlePart.tool, tool)))
  return found
}

/** Enough for all but the longest outputs; a page of megabytes helps nobody. */
const SHOWN_CHARACTERS = 1_000_000

/** The same for the screen, as text. */
export async function showRaw({ ctx, input }: ReadRawArgs): Promise<RawOutputDto> {
  const { host: of, bytes, receivedAt } = await readRaw({ ctx, input })
  const text = new TextDecoder().decode(bytes)
  return {
    host: of,
    tool: input.tool,
    sizeBytes: bytes.length,
    receivedAt,
    text: makeStorableText(text, SHOWN_CHARACTERS),
    isCut: text.length > SHOWN_CHARACTERS,
  }
}
