import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { packBundle } from '@/emulator/bundle'
import type { LibvirtDomainsFacts } from '@/server/core/inventory/tools/libvirt-facts'
import type { ReadPart } from './read-parts'
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

const domain = (name: string, vcpus = 4) =>
  `<domain type='kvm'>\n  <name>${name}</name>\n  <vcpu>${vcpus}</vcpu>\n</domain>`
const device = (slot: number) => `<device>
  <name>pci_0000_1${slot}_00_0</name>
  <capability type='pci'>
    <domain>0</domain><bus>${16 + slot}</bus><slot>0</slot><function>0</function>
  </capability>
</device>
`
const textOf = (part: ReadPart | undefined) => String(part?.raw?.gzip && gunzipSync(part.raw.gzip))
const domainsOf = (part: ReadPart | undefined) =>
  (part?.facts as LibvirtDomainsFacts | undefined)?.domains.map(({ name, vcpus }) => [name, vcpus])
const readFiles = (files: [string, string | Buffer][]) =>
  readUpload(files.map(([name, content]) => ({ name, bytes: Buffer.from(content) })))

test('files of a tool that is asked once per object are one part, their texts kept one after another', async () => {
  const parts = await readFiles([
    ['a.xml', domain('one')],
    ['o', OS],
    ['b.xml.gz', gzipSync(domain('two'))],
    ['d1.xml', device(1)],
    ['d2.xml', device(2)],
  ])
  expect(parts.map(({ tool, status }) => [tool, status])).toEqual([
    ['os-release', 'ok'],
    ['virsh-domains', 'ok'],
    ['virsh-nodedev', 'ok'],
  ])
  expect(domainsOf(parts[1])).toEqual([
    ['one', 4],
    ['two', 4],
  ])
  expect(textOf(parts[1])).toBe(`${domain('one')}\n${domain('two')}\n`)
  expect(parts[1]?.raw?.sizeBytes).toBe(textOf(parts[1]).length)
  expect(textOf(parts[2])).toBe(`${device(1)}${device(2)}`)
  // What is kept as the raw output is itself an output of the tool, and says the same.
  const [again] = await readFiles([['kept.xml', textOf(parts[1])]])
  expect(again?.facts).toEqual(parts[1]?.facts)
})

test('a broken one among them is refused by its name and for its own reason, and the others are taken', async () => {
  const cut = domain('two').slice(0, 45)
  const parts = await readFiles([
    ['a.xml', domain('one')],
    ['cut.xml', cut],
    ['c.xml', domain('three')],
    ['a.xml', domain('one').slice(0, 30)],
  ])
  const told = parts.map(({ tool, status, line }) => ({ tool, status, line }))
  expect(told).toEqual([
    { tool: 'cut.xml', status: 'refused', line: 3 },
    { tool: 'virsh-domains', status: 'ok', line: null },
    { tool: 'a.xml', status: 'refused', line: 2 },
  ])
  expect(parts[0]?.reason).not.toContain('not taken')
  expect(textOf(parts[0])).toBe(cut)
  expect(domainsOf(parts[1])?.map(([name]) => name)).toEqual(['one', 'three'])
})

test('of two files about one object the first counts, and both texts are kept', async () => {
  const [part, ...others] = await readFiles([
    ['a.xml', domain('one', 4)],
    ['b.xml', domain('one', 8)],
  ])
  expect(others).toEqual([])
  expect(domainsOf(part)).toEqual([['one', 4]])
  expect(textOf(part)).toContain('<vcpu>8<')
})

test('an oddity of a joined file keeps the line at which it stands in the whole', async () => {
  const odd = `error: something\n${domain('two')}`
  const [part] = await readFiles([
    ['a.xml', domain('one')],
    ['b.xml', odd],
  ])
  expect(part?.issues.map(({ line }) => line)).toEqual([5])
  expect(textOf(part).split('\n')[4]).toBe('error: something')
})

test('what comes in a bundle speaks for its whole host and is joined with nothing', async () => {
  const bundle = (name: string) =>
    packBundle(
      new Map([
        ['manifest', MANIFEST],
        ['d.xml', domain(name)],
      ]),
    )
  const parts = await readFiles([
    ['monday.tar.gz', await bundle('one')],
    ['tuesday.tar.gz', await bundle('two')],
  ])
  expect(parts.map(({ tool, status }) => [tool, status])).toEqual([
    ['monday.tar.gz', 'refused'],
    ['virsh-domains', 'ok'],
  ])
  expect(domainsOf(parts[1])).toEqual([['two', 4]])
})

const MANIFEST = `format=berth-bundle/1
collector=test
bundle_id=00000000-0000-4000-8000-000000000001
boot_id=00000000-0000-4000-8000-000000000002
sequence=1
hostname=h
collected_at=0
tool=virsh-domains status=ok exit=0 seconds=0 file=d.xml
`

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
