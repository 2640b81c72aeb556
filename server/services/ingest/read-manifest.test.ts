import { expect, test } from 'vitest'
import { readManifest } from './read-manifest'

const text = (lines: string) => new TextEncoder().encode(lines)
const HEADER = `format=berth-bundle/1
collector=1.0.0
bundle_id=7b0d6c1e-3f0f-4d2f-9a76-2f5a3a2d1c00
boot_id=7b0d6c1e-3f0f-4d2f-9a76-2f5a3a2d1c01
sequence=12345
hostname=gpu-01
collected_at=1763800000
`
const TOOL_LINE = 'tool=lspci status=ok exit=0 seconds=1 file=lspci.txt\n'
const withTool = (pair: string) =>
  text(HEADER + TOOL_LINE.replace(new RegExp(`${pair.split('=')[0]}=\\S+`), pair))

test('a manifest tells the bundle, the boot, the sequence and the fate of each tool', () => {
  const manifest = readManifest(
    text(
      `${HEADER}tool=lspci status=ok exit=0 seconds=1 file=lspci.txt\ntool=numactl status=absent exit=- seconds=- file=-\n`,
    ),
  )
  expect(manifest).toMatchObject({
    hostname: 'gpu-01',
    sequence: 12345,
    hostClockAt: new Date(1763800000_000),
  })
  expect(manifest.tools).toEqual([
    { tool: 'lspci', status: 'ok', exit: 0, seconds: 1, file: 'lspci.txt' },
    { tool: 'numactl', status: 'absent', exit: null, seconds: null, file: null },
  ])
})

test('a manifest says what kind of collection it is; one of before there were kinds is a full one', () => {
  const kinds = ['full', 'pulse', 'guest'] as const
  expect(kinds.map((kind) => readManifest(text(`${HEADER}kind=${kind}\n`)).kind)).toEqual(kinds)
  expect(readManifest(text(HEADER)).kind).toBe('full')
  expect(() => readManifest(text(`${HEADER}kind=half\n`))).toThrow(/kind/)
})

test('a second boot is kept beside the first, so that it can be wondered at; the same one again is none', () => {
  const other = '7b0d6c1e-3f0f-4d2f-9a76-2f5a3a2d1c99'
  const own = '7b0d6c1e-3f0f-4d2f-9a76-2f5a3a2d1c01'
  const manifest = readManifest(text(`${HEADER}boot_id=${other}\nboot_id=${own}\n`))
  expect(manifest).toMatchObject({ bootId: own, otherBootIds: [other] })
})

test('ids are compared in lower case, as PostgreSQL gives them back', () => {
  expect(
    readManifest(text(HEADER.toUpperCase().replaceAll(/^[^=]+|BERTH.*/gm, (key) => key.toLowerCase()))),
  ).toMatchObject({
    bootId: '7b0d6c1e-3f0f-4d2f-9a76-2f5a3a2d1c01',
  })
})

test.each([
  ['no manifest', undefined, /missing/],
  ['another format', text(HEADER.replace('bundle/1', 'bundle/9')), /format/],
  ['no boot id', text(HEADER.replace(/boot_id.*\n/, '')), /boot_id/],
  ['a line that is not key=value', text(`${HEADER}hello\n`), /line 8/],
  ['an unknown status', text(`${HEADER}tool=lspci status=great exit=0 seconds=1 file=-\n`), /line 8/],
  ['bytes that are not UTF-8', Uint8Array.of(0xff, 0xfe, 0x00), /UTF-8/],
  ['a sequence that is not a number', text(HEADER.replace('12345', 'soon')), /sequence/],
  ['a sequence that is nothing', text(HEADER.replace('12345', '')), /sequence/],
  ['a clock in the year 10000', text(HEADER.replace('1763800000', '253402300800')), /collected_at/],
  ['NUL in the name of the collector', text(HEADER.replace('1.0.0', '1\0')), /collector/],
  ['an exit code beyond 32 bits', withTool('exit=2147483648'), /line 8.*exit/s],
  ['an exit code that is nothing', withTool('exit='), /line 8.*exit/s],
  ['an exit code in another base', withTool('exit=0x10'), /line 8.*exit/s],
  ['seconds beyond 32 bits', withTool('seconds=99999999999'), /line 8.*seconds/s],
  ['NUL in the name of a file', withTool('file=lspci\0.txt'), /line 8.*file/s],
  ['a path for a file', withTool('file=../lspci.txt'), /line 8.*file/s],
  ['an overlong name of a file', withTool(`file=${'a'.repeat(300)}`), /line 8.*file/s],
  [
    'a tool told of twice',
    text(`${HEADER}${TOOL_LINE}${TOOL_LINE.replace('lspci.txt', 'other.txt')}`),
    /line 9.*"lspci" a second time/s,
  ],
  [
    'a file named by two tools',
    text(`${HEADER}${TOOL_LINE}${TOOL_LINE.replace('tool=lspci', 'tool=uname')}`),
    /line 9.*"lspci.txt" a second time/s,
  ],
  [
    'a tool too many',
    text(
      HEADER +
        Array.from({ length: 129 }, (_, n) => `tool=t${n} status=absent exit=- seconds=- file=-\n`).join(''),
    ),
    /line 136.*128 tools/s,
  ],
  ['a key given twice', text(`${HEADER}hostname=gpu-02\n`), /line 8.*"hostname" a second time/s],
])('%s is refused by name', (_, bytes, message) => {
  expect(() => readManifest(bytes)).toThrow(message)
})
