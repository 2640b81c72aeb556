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

test.each([
  ['no manifest', undefined, /missing/],
  ['another format', text(HEADER.replace('bundle/1', 'bundle/9')), /format/],
  ['no boot id', text(HEADER.replace(/boot_id.*\n/, '')), /boot_id/],
  ['a line that is not key=value', text(`${HEADER}hello\n`), /line 8/],
  ['an unknown status', text(`${HEADER}tool=lspci status=great exit=0 seconds=1 file=-\n`), /line 8/],
  ['bytes that are not UTF-8', Uint8Array.of(0xff, 0xfe, 0x00), /UTF-8/],
  ['a sequence that is not a number', text(HEADER.replace('12345', 'soon')), /sequence/],
])('%s is refused by name', (_, bytes, message) => {
  expect(() => readManifest(bytes)).toThrow(message)
})
