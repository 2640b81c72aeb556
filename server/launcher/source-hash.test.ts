import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hashSources } from '@/server/launcher/source-hash'

let root = ''

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'berth-source-hash-'))
  await mkdir(join(root, 'app'))
  await writeFile(join(root, 'app/page.tsx'), 'page')
  await writeFile(join(root, 'package.json'), '{}')
})

afterEach(() => rm(root, { recursive: true, force: true }))

const hash = () => hashSources(root, ['app', 'package.json', 'absent'])

test('the stamp stays when only dates and tests change', async () => {
  const before = await hash()
  await utimes(join(root, 'app/page.tsx'), 1, 1)
  await writeFile(join(root, 'app/page.test.tsx'), 'test')
  expect(before.fileCount).toBe(2)
  expect(await hash()).toEqual(before)
})

test.each([
  ['a content', () => writeFile(join(root, 'app/page.tsx'), 'gape')],
  ['a new file', () => writeFile(join(root, 'app/other.tsx'), '')],
  ['a removed file', () => rm(join(root, 'package.json'))],
])('the stamp changes with %s', async (_what, change) => {
  const before = await hash()
  await change()
  expect((await hash()).hash).not.toBe(before.hash)
})
