import { PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { expect, test } from 'vitest'
import { BUNDLE_LIMITS } from './limits'
import { unpackBundle } from './unpack-bundle'

async function tar(files: Record<string, string>, type: 'file' | 'symlink' = 'file'): Promise<Buffer> {
  const archive = pack()
  for (const [name, text] of Object.entries(files)) {
    if (type === 'file') archive.entry({ name }, text)
    else archive.entry({ name, type, linkname: '/etc/passwd' })
  }
  archive.finalize()
  return buffer(archive)
}

const limits = { wireBytes: 100_000, unpackedBytes: 200_000, fileBytes: 50_000, fileCount: 3 }
const bodyOf = (bytes: Uint8Array) => Readable.from([bytes])

test('a tar and a tar.gz of the same files unpack to the same', async () => {
  const bytes = await tar({ manifest: 'a=b', './lspci.txt': 'x' })
  const plain = await unpackBundle(bodyOf(bytes), limits)
  const zipped = await unpackBundle(bodyOf(gzipSync(bytes)), limits)
  expect([...plain.files.keys()]).toEqual(['manifest', 'lspci.txt'])
  expect(zipped.files).toEqual(plain.files)
  expect(zipped.wireBytes).toBeLessThan(plain.wireBytes)
})

test('a body that arrives one byte at a time is told apart all the same', async () => {
  const bytes = gzipSync(await tar({ manifest: 'a=b' }))
  const drip = Readable.from([...bytes].map((byte) => Uint8Array.of(byte)))
  await expect(unpackBundle(drip, limits)).resolves.toMatchObject({ wireBytes: bytes.length })
})

test('more on the wire than allowed is refused without reading the rest', async () => {
  let pulled = 0
  const tarHeader = (await tar({ lspci: 'y'.repeat(400_000) })).subarray(0, 512)
  const endless = Readable.from(
    (function* () {
      yield tarHeader
      for (;;) {
        pulled++
        yield Buffer.alloc(10_000, 1)
      }
    })(),
  )
  await expect(unpackBundle(endless, { ...limits, fileBytes: 500_000 })).rejects.toMatchObject({
    code: 'bundleTooLarge',
    status: 413,
  })
  expect(pulled).toBeLessThan(100)
})

test('a zip bomb ends at the limit of what it unpacks to', async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000))
  expect(bomb.length).toBeLessThan(limits.wireBytes)
  await expect(unpackBundle(bodyOf(bomb), limits)).rejects.toMatchObject({
    status: expect.toSatisfy((s) => s === 413 || s === 422),
  })
  const honest = gzipSync(await tar({ manifest: 'x', big: 'y'.repeat(49_000), big2: 'y'.repeat(49_000) }))
  await expect(unpackBundle(bodyOf(honest), { ...limits, unpackedBytes: 60_000 })).rejects.toMatchObject({
    status: 413,
    data: { limit: 'unpackedBytes' },
  })
})

test('one file too large, or one too many, is named with its limit', async () => {
  const big = await tar({ manifest: 'x', lspci: 'y'.repeat(60_000) })
  await expect(unpackBundle(bodyOf(big), limits)).rejects.toMatchObject({
    data: { limit: 'fileBytes', most: 50_000 },
  })
  const many = await tar({ a: '1', b: '2', c: '3', d: '4' })
  await expect(unpackBundle(bodyOf(many), limits)).rejects.toMatchObject({
    data: { limit: 'fileCount', most: 3 },
  })
})

test('a bundle in which every tool has both output and errors is within the limit of files', async () => {
  const names = Array.from({ length: 64 }, (_, n) => [`t${n}.txt`, `t${n}.txt.err`]).flat()
  const archive = await tar(Object.fromEntries(['manifest', ...names].map((name) => [name, 'x'])))
  expect((await unpackBundle(bodyOf(archive), BUNDLE_LIMITS)).files.size).toBe(129)
})

test('links, truncated archives, HTML and nothing at all are refused as no bundle', async () => {
  const whole = gzipSync(await tar({ manifest: 'a=b' }))
  const bodies = [
    await tar({ manifest: '' }, 'symlink'),
    whole.subarray(0, whole.length - 20),
    Buffer.from('<html>'),
    Buffer.alloc(0),
  ]
  for (const body of bodies) {
    await expect(unpackBundle(bodyOf(body), limits)).rejects.toMatchObject({
      code: 'notABundle',
      status: 422,
    })
  }
  expect(bodies).toHaveLength(4)
})

test('a path in the archive never leaves its one level', async () => {
  const { files } = await unpackBundle(bodyOf(await tar({ '../../etc/passwd': 'x' })), limits)
  expect([...files.keys()]).toEqual(['passwd'])
})

test('two files of one name are refused, since one of them would vanish', async () => {
  const twice = await tar({ 'a/lspci.txt': 'x', 'b/lspci.txt': 'y' })
  await expect(unpackBundle(bodyOf(twice), limits)).rejects.toMatchObject({
    code: 'notABundle',
    message: expect.stringContaining('"lspci.txt" twice'),
  })
})

test.each([
  ['before its first byte', []],
  ['half way', [Uint8Array.of(0x1f, 0x8b, 8)]],
])('a body that stops arriving %s is given up', async (_, chunks) => {
  const stalled = new PassThrough()
  for (const chunk of chunks) stalled.write(chunk)
  await expect(unpackBundle(stalled, limits, 1)).rejects.toMatchObject({ code: 'bodyTooSlow', status: 503 })
  expect(stalled.destroyed).toBe(true)
})
