import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { readUpload } from './read-upload'

const uname = (release: string) => Buffer.from(`Linux gpu ${release} #1 SMP x86_64 GNU/Linux\n`)
const OS = Buffer.from('ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian 12"\n')
const tell = async (...files: [string, Buffer][]) =>
  (await readUpload(files.map(([name, bytes]) => ({ name, bytes })))).map(({ tool, status, reason }) => {
    return { tool, status, reason }
  })

test('one output that was gzipped is read as if it were not', async () => {
  expect(await tell(['uname.txt.gz', gzipSync(uname('6.1'))])).toEqual([
    { tool: 'uname', status: 'ok', reason: null },
  ])
})

test.each([
  ['broken gzip', gzipSync(OS).subarray(0, 30)],
  ['a gzip that unpacks to too much', gzipSync(Buffer.alloc(17 * 1024 * 1024))],
  ['a tar without a manifest', tarHeader()],
])('%s is refused by its name, and the others are taken', async (_, bytes) => {
  const [bad, good] = await tell(['odd.bin', bytes], ['o', OS])
  expect(bad).toMatchObject({ tool: 'odd.bin', status: 'refused', reason: expect.stringMatching(/\w{3}/) })
  expect(good).toEqual({ tool: 'os-release', status: 'ok', reason: null })
})

test('of two files of one tool the last counts, and the first is told of', async () => {
  const parts = await readUpload([
    { name: 'old.txt', bytes: uname('6.1') },
    { name: 'new.txt', bytes: uname('6.8') },
  ])
  expect(parts.map(({ tool, status }) => [tool, status])).toEqual([
    ['old.txt', 'refused'],
    ['uname', 'ok'],
  ])
  expect(parts[0]?.reason).toContain('"new.txt"')
  expect(parts[1]?.facts).toMatchObject({ kernelRelease: '6.8' })
})

test('two unreadable files of one name are two refusals', async () => {
  const bad = Buffer.from([0, 1, 2])
  const parts = await tell(['x.bin', bad], ['x.bin', bad])
  expect(new Set(parts.map(({ tool }) => tool)).size).toBe(2)
  expect(parts.map(({ status }) => status)).toEqual(['refused', 'refused'])
})

test.each([
  ['nothing', ''],
  ['NUL in it', 'a\0b'],
  ['half a character', 'a\ud800'],
  ['300 characters', 'a'.repeat(300)],
])('a file whose name is or has %s is refused', async (_, name) => {
  await expect(readUpload([{ name, bytes: OS }])).rejects.toMatchObject({ code: 'badFileName', status: 422 })
})

function tarHeader(): Buffer {
  const header = Buffer.alloc(1536)
  header.write('ustar', 257)
  return header
}
