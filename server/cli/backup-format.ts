import { z } from 'zod'

/**
 * A backup is one gzip stream: a line of JSON (this header), then for each table of the header, in its order, the
 * rows as PostgreSQL's COPY text in frames of a 4-byte big-endian length and that many bytes, ended by a frame of
 * length 0; then a line of JSON with the number of rows of each table, by which a file that was cut is known.
 */
export const BACKUP_FORMAT = 'berth-backup/1'

const table = z.object({ schema: z.string(), name: z.string(), columns: z.array(z.string()).min(1) })
const sequence = z.object({
  schema: z.string(),
  name: z.string(),
  lastValue: z.string(),
  isCalled: z.boolean(),
})

export const backupHeader = z.object({
  format: z.literal(BACKUP_FORMAT),
  berthVersion: z.string(),
  createdAt: z.iso.datetime(),
  /** Hashes of the applied migrations, oldest first. */
  migrations: z.array(z.string()),
  /** A table comes after the tables it refers to. */
  tables: z.array(table),
  sequences: z.array(sequence),
})

export const backupTrailer = z.object({ rowCounts: z.array(z.number().int()) })

export type BackupHeader = z.infer<typeof backupHeader>
export type BackupTable = z.infer<typeof table>
export type BackupSequence = z.infer<typeof sequence>

/** The file is not a backup, or not a whole one. */
export class BackupFormatError extends Error {}

const LENGTH_BYTES = 4

export function encodeFrame(data: Buffer): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(data.length)
  return Buffer.concat([length, data])
}

export const END_OF_TABLE = Buffer.alloc(LENGTH_BYTES)

/** No writer makes longer ones; a larger length means the bytes are not what they should be. */
const FRAME_BYTES_MAX = 64 * 1024 * 1024

export type BackupReader = {
  readLine(): Promise<string>
  /** The rows of one table, to its end. */
  readFrames(): AsyncGenerator<Buffer>
}

/** Reads the unzipped bytes of a backup, holding no more than a frame. */
export function openBackupReader(source: AsyncIterable<Buffer>): BackupReader {
  const chunks = source[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)

  async function readMore(): Promise<void> {
    const next = await chunks.next()
    if (next.done === true) throw new BackupFormatError('the backup ends too early')
    held = Buffer.concat([held, next.value])
  }

  async function readExactly(byteCount: number): Promise<Buffer> {
    while (held.length < byteCount) await readMore()
    const wanted = held.subarray(0, byteCount)
    held = held.subarray(byteCount)
    return wanted
  }

  async function readLine(): Promise<string> {
    let end = held.indexOf('\n')
    while (end < 0) {
      if (held.length > FRAME_BYTES_MAX) throw new BackupFormatError('the backup is damaged')
      await readMore()
      end = held.indexOf('\n')
    }
    return (await readExactly(end + 1)).toString('utf8')
  }

  async function* readFrames(): AsyncGenerator<Buffer> {
    for (;;) {
      const byteCount = (await readExactly(LENGTH_BYTES)).readUInt32BE()
      if (byteCount === 0) return
      if (byteCount > FRAME_BYTES_MAX) throw new BackupFormatError('the backup is damaged')
      yield await readExactly(byteCount)
    }
  }

  return { readLine, readFrames }
}
