import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isPlainHttp, writeEnrolmentLines } from './enrolment-lines'

const SCRIPT = 'echo "args: $*" > "$SEEN"; echo "stdin: $(cat)" >> "$SEEN"\n'
const sha256 = createHash('sha256').update(SCRIPT).digest('hex')
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'berth enrol-'))
  writeFileSync(join(folder, 'served'), SCRIPT)
  const put = (name: string, body: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  // Stand-ins that "download" the file: curl … -o FILE, wget -qO FILE …; sudo runs what it is told.
  put('curl', 'cp "$SERVED" "$4"')
  put('wget', 'cp "$SERVED" "$2"')
  put('sudo', 'exec "$@"')
})

afterEach(() => rmSync(folder, { recursive: true }))

function paste(line: string): string {
  const seen = join(folder, 'seen')
  const env = {
    NODE_ENV: 'test' as const,
    PATH: `${folder}:/usr/bin:/bin`,
    SERVED: join(folder, 'served'),
    SEEN: seen,
    TMPDIR: folder,
  }
  execFileSync('/bin/sh', ['-c', line], { env, stdio: 'pipe' })
  return readFileSync(seen, 'utf8')
}

const lines = writeEnrolmentLines({
  berthUrl: 'http://localhost:3000',
  sha256,
  secret: 'berth_enrolment_abc',
})

test.each(['curl', 'wget'] as const)(
  'the %s line runs the collector with the token on its standard input',
  (tool) => {
    expect(paste(lines[tool])).toBe(
      'args: enrol --url http://localhost:3000 --timer\nstdin: berth_enrolment_abc\n',
    )
  },
)

test.each(['curl', 'wget'] as const)(
  'the %s line runs nothing when the script is not the one it names',
  (tool) => {
    writeFileSync(join(folder, 'served'), `${SCRIPT}# changed on the way\n`)
    expect(() => paste(lines[tool])).toThrow(/sha256sum|checksum|Command failed/)
    expect(() => readFileSync(join(folder, 'seen'))).toThrow('ENOENT')
  },
)

test.each([
  ['http://localhost:3000', false],
  ['http://127.0.0.1:3000', false],
  ['http://[::1]:3000', false],
  ['https://berth.example.com', false],
  ['http://berth.example.com', true],
  ['http://10.0.0.5:3000', true],
])('plain HTTP beyond this machine is warned of: %s → %s', (url, expected) => {
  expect(isPlainHttp(url)).toBe(expected)
})
