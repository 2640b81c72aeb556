import { createHash } from 'node:crypto'
import { afterEach, expect, test, vi } from 'vitest'
import { readCollector } from './read-collector'

afterEach(() => vi.restoreAllMocks())

test('a script that could not be read once is read the next time, and its hash is that of its text', async () => {
  const cwd = vi.spyOn(process, 'cwd').mockReturnValue('/nowhere')
  await expect(readCollector()).rejects.toMatchObject({ code: 'ENOENT' })
  cwd.mockRestore()
  const { script, sha256 } = await readCollector()
  expect(script.startsWith('#!')).toBe(true)
  expect(sha256).toBe(createHash('sha256').update(script).digest('hex'))
})
