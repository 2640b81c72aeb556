import type { Readable } from 'node:stream'
import { eq, getTableColumns } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { host } from '@/db/schema'
import type { IngestResultDto } from '@/server/contracts/host'
import type { TokenKind } from '@/server/core/access/token-kind'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'
import { recordAudit } from '@/server/services/audit/record'
import { recordRefusal } from '@/server/services/audit/record-refusal'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'
import { verifyToken } from '@/server/services/tokens/verify'
import { transact } from '@/server/services/transact'
import { describeParts } from './describe-parts'
import { RepeatNoLongerHolds } from './expect-repeats'
import { keepPulse } from './keep-pulse'
import { loadKnownOutputs } from './load-tools'
import type { HostRow } from './merge-tools'
import { type Manifest, readManifest } from './read-manifest'
import { type KnownOutputs, type ReadPart, readBundleParts } from './read-parts'
import { readingTurns } from './reading-turns'
import { isDelivered, reconcileHost } from './reconcile-host'
import { refuseUnstorable } from './refuse-unstorable'
import { type UnpackedBundle, unpackBundle } from './unpack-bundle'

interface IngestBundleArgs {
  ctx: ServiceContext
  secret: string
  body: Readable
}

/**
 * Takes a collector's bundle in for the host its token belongs to. The body is not touched before the token has
 * been proved, and nothing is written before all of it has been read.
 * @throws DomainError 401/403 token, `hostPendingApproval`, `hostRetired`; 409 `sequenceTooOld`; 413; 503 `tooBusy`, `bodyTooSlow`; 422 `notABundle`, `badManifest`, `unstorable`
 */
export async function ingestBundle({ ctx, secret, body }: IngestBundleArgs): Promise<IngestResultDto> {
  const token = await verifyToken({ ctx, secret, kinds: ['host', 'guest'] })
  if (token.hostId === null)
    throw new DomainError('forbidden', 'tokenWithoutHost', 'This token belongs to no host')
  const hostId = token.hostId
  const known = await readHost(ctx, hostId)
  const asHost = { ...ctx, actor: { kind: 'agent' as const, id: hostId, label: known.slug } }
  expectAdmitted(known)
  const standing = await loadKnownOutputs(ctx.db, hostId)
  const unpacked = await readingTurns().take(() => readBundle(body, standing))
  try {
    expectProfile(token.kind, unpacked.manifest)
    return await takeBundle({ ctx: asHost, hostId, ...unpacked })
  } catch (error) {
    if (error instanceof RepeatNoLongerHolds) {
      const again = await readingTurns().take(() => readParts(unpacked, new Map()))
      return takeBundle({ ctx: asHost, hostId, ...again })
    }
    if (error instanceof DomainError && AUDITED_REFUSALS.has(error.code)) {
      const subject = { kind: 'host', id: hostId, label: known.slug }
      await recordRefusal({
        ctx: asHost,
        key: hostId,
        record: { action: 'host.ingest', subject, reason: error.code },
      })
    }
    throw error
  }
}

const AUDITED_REFUSALS: ReadonlySet<string> = new Set(['sequenceTooOld', 'guestReportsOnly'])

interface ReadBundle {
  unpacked: UnpackedBundle
  manifest: Manifest
  parts: ReadPart[]
}

async function readBundle(body: Readable, known: KnownOutputs): Promise<ReadBundle> {
  const unpacked = await unpackBundle(body)
  return readParts({ unpacked, manifest: readManifest(unpacked.files.get('manifest')) }, known)
}

async function readParts(
  { unpacked, manifest }: Omit<ReadBundle, 'parts'>,
  known: KnownOutputs,
): Promise<ReadBundle> {
  return { unpacked, manifest, parts: await readBundleParts(unpacked, manifest, known) }
}

interface TakeBundleArgs extends ReadBundle {
  /** Acts as the host itself. */
  ctx: ServiceContext
  hostId: string
}

function takeBundle({ ctx, hostId, unpacked, manifest, parts }: TakeBundleArgs): Promise<IngestResultDto> {
  const { wireBytes } = unpacked
  return refuseUnstorable(() =>
    transact(ctx.db, async (tx) => {
      const row = await lockHostRow(tx, hostId)
      expectAdmitted(row)
      if (await isDelivered(tx, hostId, manifest.bundleId))
        return { result: 'unchanged', bundleId: null, parts: [] }
      expectNewer(row, manifest)
      if (manifest.kind === 'pulse') {
        const pulse = await keepPulse({ ctx, tx, row, manifest, wireBytes, parts })
        return { result: 'accepted', bundleId: pulse.bundleId, parts: describeParts(pulse.parts) }
      }
      const delivery = {
        deliveryId: manifest.bundleId,
        source: 'collector' as const,
        kind: manifest.kind,
        bootId: manifest.bootId,
        otherBootIds: manifest.otherBootIds,
        sequence: manifest.sequence,
        hostClockAt: manifest.hostClockAt,
        collectorVersion: manifest.collectorVersion,
        sizeBytes: wireBytes,
        parts: manifest.kind === 'guest' ? parts.filter(isOfGuest) : parts,
      }
      const {
        bundleId,
        changedFactCount,
        isFirst,
        parts: taken,
      } = await reconcileHost({ ctx, tx, row, delivery })
      if (isFirst || changedFactCount > 0) {
        await recordAudit({
          ctx,
          tx,
          record: {
            action: isFirst ? 'host.firstFacts' : 'host.factsChanged',
            subject: { kind: 'host', id: row.id, label: row.slug },
            after: { bundleId, changedFactCount },
          },
        })
      }
      return { result: 'accepted', bundleId, parts: describeParts(taken) }
    }),
  )
}

/** Everything of a host but its facts, which are long. */
const { facts: _, ...hostColumns } = getTableColumns(host)

async function readHost(ctx: ServiceContext, hostId: string): Promise<HostRow> {
  const [row] = await ctx.db.select(hostColumns).from(host).where(eq(host.id, hostId))
  return expectHost(row)
}

async function lockHostRow(tx: Transaction, hostId: string): Promise<HostRow> {
  const [row] = await tx.select(hostColumns).from(host).where(eq(host.id, hostId)).for('update')
  return expectHost(row)
}

function expectHost(row: HostRow | undefined): HostRow {
  if (!row) throw new DomainError('notFound', 'hostNotFound', 'The host of this token is no longer there')
  return row
}

function expectAdmitted(row: HostRow): void {
  if (row.state === 'enrolled') return
  if (row.state === 'retired') throw new DomainError('forbidden', 'hostRetired', `${row.slug} is retired`)
  throw new DomainError(
    'forbidden',
    'hostPendingApproval',
    `${row.slug} waits for an operator's approval; the collector may try again later`,
  )
}

/** What a virtual machine may tell of: its own software. What it sees of hardware is the hypervisor's invention. */
const GUEST_TOOLS: readonly string[] = [
  'uname',
  'os-release',
  'dmi',
  'lscpu',
  'nvidia-smi-q-x',
  'proc-driver-nvidia',
  'guest-agents',
] satisfies ToolId[]

function isOfGuest({ tool }: ReadPart): boolean {
  return GUEST_TOOLS.includes(tool)
}

/** A guest's token opens a guest's report only: it must not speak for hardware. */
function expectProfile(kind: TokenKind, manifest: Manifest): void {
  if (kind !== 'guest' || manifest.kind === 'guest') return
  const message = 'This token is for a guest’s own report: run the collector with --guest'
  throw new DomainError('forbidden', 'guestReportsOnly', message, { kind: manifest.kind })
}

/** A boot that another one has followed is over: what still arrives from it is late or replayed. */
function isOldBoot(row: HostRow, manifest: Manifest): boolean {
  return row.bootId !== manifest.bootId && row.endedBootIds.includes(manifest.bootId)
}

/** Order comes from (boot id, sequence), never from the host's clock. */
function expectNewer(row: HostRow, manifest: Manifest): void {
  // Pulses run beside full collections and are ordered among themselves.
  const accepted = manifest.kind === 'pulse' ? row.pulseSequence : row.sequence
  const isOlder = row.bootId === manifest.bootId && accepted !== null && manifest.sequence <= accepted
  if (!isOlder && !isOldBoot(row, manifest)) return
  throw new DomainError('conflict', 'sequenceTooOld', 'A newer bundle of this host was taken in before', {
    acceptedBootId: row.bootId,
    acceptedSequence: accepted,
    bootId: manifest.bootId,
    sequence: manifest.sequence,
  })
}
