import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parsePart } from '@/server/facts/parse-part'
import { FULL_TOOL_IDS, parseToolLines } from './testing/collector-sandbox'

const FIXTURES = join(process.cwd(), 'fixtures')
const hosts = readdirSync(FIXTURES, { withFileTypes: true }).filter((entry) => entry.isDirectory())

test('there is at least one capture of a real machine', () => {
  expect(hosts.length).toBeGreaterThan(0)
})

test.each(hosts.map(({ name }) => name))(
  'every file that the collector wrote on %s is read as that tool',
  (name) => {
    const tools = parseToolLines(readFileSync(join(FIXTURES, name, 'manifest'), 'utf8'))
    expect([...tools.keys()]).toEqual(FULL_TOOL_IDS)
    let readCount = 0
    for (const [tool, { status, file = '-' }] of tools) {
      if (status !== 'ok') continue
      const part = parsePart({ bytes: readFileSync(join(FIXTURES, name, file)), fileName: file })
      expect(part, file).toMatchObject({ kind: 'parsed', tool })
      readCount += 1
    }
    expect(readCount).toBeGreaterThan(10)
  },
)
