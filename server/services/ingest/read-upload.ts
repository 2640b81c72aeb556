import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { constants, gunzip, gunzipSync } from 'node:zlib'
import { DomainError } from '@/server/services/domain-error'
import { BUNDLE_LIMITS } from './limits'
import { readManifest } from './read-manifest'
import { type ReadPart, readBundleParts, readLooseFile } from './read-parts'
import { settleRepeats, type UploadedPart } from './settle-repeats'
import { unpackBundle } from './unpack-bundle'

export interface UploadedFile {
  name: string
  bytes: Uint8Array
}

const NAME_CHARACTERS_MAX = 255

/**
 * The parts in the files that a person chose: raw outputs, gzipped or not, and bundles of the collector. Files of one
 * tool about several objects are one part. What cannot be read is refused by its name, and the others are read all
 * the same.
 * @throws DomainError invalid `noFiles`, `badFileName`; tooLarge where all together unpack to too much
 */
export async function readUpload(files: readonly UploadedFile[]): Promise<ReadPart[]> {
  if (files.length === 0) throw new DomainError('invalid', 'noFiles', 'Choose at least one file')
  if (files.length > BUNDLE_LIMITS.fileCount) {
    throw new DomainError('tooLarge', 'tooManyFiles', `At most ${BUNDLE_LIMITS.fileCount} files at a time`)
  }
  for (const [index, { name }] of files.entries()) expectName(name, index + 1)
  const uploaded: UploadedPart[] = []
  // One budget for all archives: many small bombs are as large as one.
  let leftBytes: number = BUNDLE_LIMITS.unpackedBytes
  for (const file of files) {
    const { parts, unpackedBytes, isLoose } = await readFile(file, leftBytes)
    leftBytes -= unpackedBytes
    for (const part of parts) uploaded.push({ fileName: file.name, part, isLoose })
  }
  return settleRepeats(uploaded)
}

interface ReadFile {
  parts: ReadPart[]
  unpackedBytes: number
  isLoose: boolean
}

async function readFile({ name, bytes }: UploadedFile, leftBytes: number): Promise<ReadFile> {
  try {
    if (isTar(bytes) || (isGzip(bytes) && isTar(gunzipHead(bytes))))
      return await readArchive(bytes, leftBytes)
    if (!isGzip(bytes)) return { parts: [await readLooseFile(name, bytes)], unpackedBytes: 0, isLoose: true }
    const single = await gunzipWithin(bytes, leftBytes)
    const part = await readLooseFile(name.replace(/\.gz$/i, ''), single)
    return { parts: [part], unpackedBytes: single.length, isLoose: true }
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind === 'tooLarge') throw error
    // How far it was unpacked is not known; counted as one large file, so that broken ones are no way around.
    return {
      parts: [await readLooseFile(name, bytes, error.message)],
      unpackedBytes: BUNDLE_LIMITS.fileBytes,
      isLoose: true,
    }
  }
}

async function readArchive(bytes: Uint8Array, leftBytes: number): Promise<ReadFile> {
  const limits = { ...BUNDLE_LIMITS, unpackedBytes: Math.max(0, leftBytes) }
  const unpacked = await unpackBundle(Readable.from([bytes]), limits)
  const manifest = readManifest(unpacked.files.get('manifest'))
  const parts = await readBundleParts(unpacked, manifest)
  return { parts, unpackedBytes: unpacked.unpackedBytes, isLoose: false }
}

const gunzipAll = promisify(gunzip)

async function gunzipWithin(bytes: Uint8Array, leftBytes: number): Promise<Uint8Array> {
  const most = Math.max(1, Math.min(BUNDLE_LIMITS.fileBytes, leftBytes))
  try {
    return await gunzipAll(bytes, { maxOutputLength: most })
  } catch (error) {
    const isTooLarge = error instanceof RangeError
    const why = isTooLarge ? `it unpacks to more than ${most} bytes` : 'its gzip is broken or cut short'
    throw new DomainError('invalid', 'unreadableGzip', why)
  }
}

/** The first bytes inside, enough to tell a tar; nothing where there are none. */
function gunzipHead(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes.subarray(0, 2048), { finishFlush: constants.Z_SYNC_FLUSH })
  } catch {
    return new Uint8Array()
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/** The header of a tar carries its magic at byte 257. */
function isTar(bytes: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(257, 262)) === 'ustar'
}

function expectName(name: string, number: number): void {
  if (name !== '' && name.length <= NAME_CHARACTERS_MAX && !/[\p{Cc}\p{Cs}]/u.test(name)) return
  const message = `File ${number} needs a name of at most ${NAME_CHARACTERS_MAX} characters that all print`
  throw new DomainError('invalid', 'badFileName', message, { number })
}
