import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BackupFormatError, END_OF_TABLE, encodeFrame, openBackupReader } from '@/server/cli/backup-format'

async function* cut(bytes: Buffer, chunkBytes: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += chunkBytes)
    yield bytes.subarray(start, start + chunkBytes)
}

async function readAll(
  bytes: Buffer,
  chunkBytes: number,
): Promise<{ line: string; rows: Buffer; last: string }> {
  const reader = openBackupReader(cut(bytes, chunkBytes))
  const line = await reader.readLine()
  const frames: Buffer[] = []
  for await (const frame of reader.readFrames()) frames.push(frame)
  return { line, rows: Buffer.concat(frames), last: await reader.readLine() }
}

function write(frames: Uint8Array[]): Buffer {
  const body = frames.map((frame) => encodeFrame(Buffer.from(frame)))
  return Buffer.concat([Buffer.from('header\n'), ...body, END_OF_TABLE, Buffer.from('trailer\n')])
}

const frames = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 8 })

test('what was framed is read back byte for byte, however the stream was cut', async () => {
  await fc.assert(
    fc.asyncProperty(frames, fc.integer({ min: 1, max: 50 }), async (written, chunkBytes) => {
      const read = await readAll(write(written), chunkBytes)
      expect(read).toEqual({ line: 'header\n', rows: Buffer.concat(written), last: 'trailer\n' })
    }),
  )
})

test('a backup that was cut anywhere is never taken for a whole one', async () => {
  const whole = write([Buffer.from('row 1\n'), Buffer.from('row 2\n')])
  let refusedCount = 0
  for (let byteCount = 0; byteCount < whole.length; byteCount += 1) {
    await expect(readAll(whole.subarray(0, byteCount), 7)).rejects.toBeInstanceOf(BackupFormatError)
    refusedCount += 1
  }
  expect(refusedCount).toBe(whole.length)
})
