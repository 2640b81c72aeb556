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
import { readUpload, type UploadedFile } from './read-upload'
import { readingTurns } from './reading-turns'
import { reconcileHost } from './reconcile-host'
import { refuseUnstorable } from './refuse-unstorable'

interface UploadFilesArgs {
  ctx: ServiceContext
  input: {
    /** The slug of a host, or with `isNew` the name of one that Berth does not know yet. */
    host: string
    isNew: boolean
    files: UploadedFile[]
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
  const parts = await readingTurns().take(() => readUpload(input.files))
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
        kind: 'full' as const,
        bootId: null,
        otherBootIds: [],
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
