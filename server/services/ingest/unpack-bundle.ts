import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import { DomainError } from '@/server/services/domain-error'
import { ARRIVAL_MS_MAX, BUNDLE_LIMITS, type BundleLimits } from './limits'
import { makeStorableText } from './storable-text'

export interface UnpackedBundle {
  files: Map<string, Uint8Array>
  wireBytes: number
  unpackedBytes: number
}

const GZIP_MAGIC = [0x1f, 0x8b]

/**
 * Reads a tar or tar.gz (told apart by its first bytes) into memory, within the limits, counting before and
 * after gunzip so that neither a large body nor a bomb is ever held.
 * @throws DomainError tooLarge (413) beyond a limit, invalid (422) where it is no readable archive of plain files,
 * unavailable `bodyTooSlow` (503)
 */
export async function unpackBundle(
  body: Readable,
  limits: BundleLimits = BUNDLE_LIMITS,
  arrivalMsMax = ARRIVAL_MS_MAX,
): Promise<UnpackedBundle> {
  const deadline = setTimeout(() => body.destroy(tooSlow(arrivalMsMax)), arrivalMsMax)
  try {
    return await unpack(body, limits)
  } catch (error) {
    if (error instanceof DomainError) throw error
    throw notABundle(error instanceof Error ? error.message : 'unreadable archive')
  } finally {
    clearTimeout(deadline)
  }
}

async function unpack(body: Readable, limits: BundleLimits): Promise<UnpackedBundle> {
  const files = new Map<string, Uint8Array>()
  const wire = countBytes('wireBytes', limits.wireBytes)
  const first = await peek(body)
  const isGzip = GZIP_MAGIC.every((byte, i) => first[i] === byte)
  const steps = isGzip ? [wire.stream, createGunzip()] : [wire.stream]
  const unpacked = countBytes('unpackedBytes', limits.unpackedBytes)
  const tar = extract()
  // The pipeline reports what goes wrong; without these listeners the entry in progress would throw it again.
  tar.on('error', () => {})
  tar.on('entry', (header, stream, next) => {
    stream.on('error', () => {})
    if (header.type === 'directory') {
      stream.on('end', () => next())
      stream.resume()
      return
    }
    if (header.type !== 'file')
      return next(notABundle(`"${header.name}" is a ${header.type}, not a plain file`))
    if (files.size >= limits.fileCount) return next(tooLarge('fileCount', limits.fileCount))
    if ((header.size ?? 0) > limits.fileBytes) return next(tooLarge('fileBytes', limits.fileBytes))
    const name = baseName(header.name)
    if (files.has(name)) return next(notABundle(`it holds "${makeStorableText(name, 100)}" twice`))
    const chunks: Uint8Array[] = []
    stream.on('data', (chunk) => chunks.push(chunk as Uint8Array))
    stream.on('end', () => {
      files.set(name, Buffer.concat(chunks))
      next()
    })
  })
  await pipeline([body, ...steps, unpacked.stream, tar] as unknown as NodeJS.ReadWriteStream[])
  if (files.size === 0) throw notABundle('the archive holds no file')
  return { files, wireBytes: wire.count(), unpackedBytes: unpacked.count() }
}

/** The first two bytes, put back with what came along: enough to tell gzip from tar. */
async function peek(body: Readable): Promise<Uint8Array> {
  let seen = Buffer.alloc(0)
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    seen = Buffer.concat([seen, chunk as Uint8Array])
    if (seen.length >= GZIP_MAGIC.length) break
  }
  if (seen.length > 0 && !body.readableEnded) body.unshift(seen)
  return seen
}

function countBytes(limit: 'wireBytes' | 'unpackedBytes', most: number) {
  let count = 0
  const stream = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      count += chunk.length
      if (count > most) done(tooLarge(limit, most))
      else done(null, chunk)
    },
  })
  return { stream, count: () => count }
}

/** Only the last part of a name counts: a bundle has one level, and a path must never leave it. */
function baseName(path: string): string {
  return path.split('/').at(-1) ?? path
}

function tooLarge(limit: keyof BundleLimits, most: number): DomainError {
  return new DomainError('tooLarge', 'bundleTooLarge', `The bundle is beyond its limit: ${limit} ${most}`, {
    limit,
    most,
  })
}

function tooSlow(mostMs: number): DomainError {
  const message = `The body had not arrived whole after ${mostMs / 1000} s`
  return new DomainError('unavailable', 'bodyTooSlow', message, { mostMs })
}

function notABundle(detail: string): DomainError {
  return new DomainError('invalid', 'notABundle', `This is not a bundle of the collector: ${detail}`, {
    detail,
  })
}
