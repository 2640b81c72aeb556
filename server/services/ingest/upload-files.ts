import { Readable } from 'node:stream'
import { eq } from 'drizzle-orm'
import { host } from '@/db/schema'
import type { IngestResultDto } from '@/server/contracts/host'
import { recordAudit } from '@/server/services/audit/record'
import { authorise } from '@/server/services/authorise'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'
import { insertHost } from '@/server/services/hosts/enrol-host'
import { lockHost } from '@/server/services/hosts/visible'
import { transact } from '@/server/services/transact'
import { describeParts } from './describe-parts'
import { BUNDLE_LIMITS } from './limits'
import { readManifest } from './read-manifest'
import { type ReadPart, readBundleParts, readLooseFiles } from './read-parts'
import { readingTurns } from './reading-turns'
import { reconcileHost } from './reconcile-host'
import { refuseUnstorable } from './refuse-unstorable'
import { unpackBundle } from './unpack-bundle'

interface UploadFilesArgs {
  ctx: ServiceContext
  input: {
    /** The slug of a host, or with `isNew` the name of one that Berth does not know yet. */
    host: string
    isNew: boolean
    files: { name: string; bytes: Uint8Array }[]
  }
}

/**
 * Takes raw outputs, or a collector's bundle, that a person brings by hand. They fill gaps and never replace what
 * the host's own collector has just said. A file that cannot be read is refused by name; the others are taken.
 * @throws DomainError invalid (`noFiles`, `nothingReadable`), notFound, forbidden, 413
 */
export async function uploadFiles({
  ctx,
  input,
}: UploadFilesArgs): Promise<IngestResultDto & { slug: string }> {
  const parts = await readingTurns().take(() => readFiles(input.files))
  if (parts.every((part) => part.facts === null)) {
    throw new DomainError(
      'invalid',
      'nothingReadable',
      'None of these files could be read; nothing was changed',
      {
        parts: describeParts(parts),
      },
    )
  }
  return refuseUnstorable(() =>
    transact(ctx.db, async (tx) => {
      const { principal } = ctx
      if (input.isNew) authorise({ ctx, permission: 'host:enrol' })
      const { slug } = input.isNew
        ? await insertHost({ ctx, tx, hostname: input.host, productUuid: null, state: 'enrolled' })
        : { slug: input.host }
      const row = await lockHost({ tx, principal, permission: 'host:upload', where: eq(host.slug, slug) })
      if (row.state !== 'enrolled') {
        throw new DomainError('conflict', 'hostNotEnrolled', `${row.slug} is not enrolled`, {
          state: row.state,
        })
      }
      const delivery = {
        deliveryId: ctx.newId(),
        source: 'person' as const,
        bootId: null,
        sequence: null,
        hostClockAt: null,
        collectorVersion: null,
        sizeBytes: input.files.reduce((sum, file) => sum + file.bytes.length, 0),
        parts,
      }
      const { bundleId, changedFactCount, parts: taken } = await reconcileHost({ ctx, tx, row, delivery })
      await recordAudit({
        ctx,
        tx,
        record: {
          action: 'host.upload',
          subject: { kind: 'host', id: row.id, label: row.slug },
          after: {
            bundleId,
            changedFactCount,
            files: input.files.map((file) => file.name),
            isNewHost: input.isNew,
          },
        },
      })
      return { result: 'accepted' as const, bundleId, parts: describeParts(taken), slug: row.slug }
    }),
  )
}

async function readFiles(files: UploadFilesArgs['input']['files']): Promise<ReadPart[]> {
  if (files.length === 0) throw new DomainError('invalid', 'noFiles', 'Choose at least one file')
  if (files.length > BUNDLE_LIMITS.fileCount) {
    throw new DomainError('tooLarge', 'tooManyFiles', `At most ${BUNDLE_LIMITS.fileCount} files at a time`)
  }
  const loose = new Map<string, Uint8Array>()
  const parts: ReadPart[] = []
  let unpackedBytes = 0
  for (const { name, bytes } of files) {
    if (!looksLikeArchive(bytes)) {
      loose.set(name, bytes)
      continue
    }
    // One budget for all archives: many small bombs are as large as one.
    const limits = { ...BUNDLE_LIMITS, unpackedBytes: BUNDLE_LIMITS.unpackedBytes - unpackedBytes }
    const unpacked = await unpackBundle(Readable.from([bytes]), limits)
    unpackedBytes += unpacked.unpackedBytes
    parts.push(...(await readBundleParts(unpacked, readManifest(unpacked.files.get('manifest')))))
  }
  return mergeByTool([...parts, ...(await readLooseFiles(loose))])
}

function mergeByTool(parts: ReadPart[]): ReadPart[] {
  return [...new Map(parts.map((part) => [part.tool, part])).values()]
}

/** gzip, or a tar whose header carries its magic at byte 257. */
function looksLikeArchive(bytes: Uint8Array): boolean {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  return isGzip || new TextDecoder('latin1').decode(bytes.subarray(257, 262)) === 'ustar'
}
