import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type EmbeddedPostgres, openEmbeddedPostgres } from '@/server/launcher/embedded-postgres/open'
import { migrateDatabase } from '@/server/launcher/migrate'
import { takeRunLock } from '@/server/launcher/run-lock'
import { createTemporaryDataDir, type TemporaryDataDir } from '@/server/launcher/testing/temporary-data-dir'

let source: TemporaryDataDir
let goal: TemporaryDataDir

beforeEach(async () => {
  source = await createTemporaryDataDir()
  goal = await createTemporaryDataDir()
})

afterEach(async () => {
  await source.remove()
  await goal.remove()
})

function open({ path }: TemporaryDataDir): Promise<EmbeddedPostgres> {
  const noInstall = process.env.BERTH_NO_INSTALL === '1'
  return openEmbeddedPostgres({ dataDir: path, noInstall, isDurable: true, report: () => undefined })
}

/** Runs the command as a person does: in a process of its own. */
function runBerth(dataDir: TemporaryDataDir, words: string[]): Promise<{ code: number; output: string }> {
  const env = { PATH: process.env.PATH, NODE_ENV: 'test' as const, BERTH_DATA_DIR: dataDir.path }
  return new Promise((resolve) => {
    const args = ['--import', 'tsx', join('server', 'cli', 'main.ts'), ...words]
    const child = execFile(process.execPath, args, { env }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr })
    })
  })
}

async function query(database: EmbeddedPostgres, text: string): Promise<object[]> {
  const client = new Client({ connectionString: database.urls.ownerUrl })
  await client.connect()
  const { rows } = await client.query<object>(text)
  await client.end()
  return rows
}

test('a resting embedded database goes into a file and from there into a data folder that never was', async () => {
  const before = await open(source)
  const { ownerUrl, appUrl } = before.urls
  await migrateDatabase({ ownerUrl, appUrl, migrationsDir: 'db/migrations', report: () => undefined })
  await query(before, `UPDATE worker_epoch SET epoch = 41`)
  const file = join(source.path, 'berth.backup')

  const lock = await takeRunLock({ dataDir: source.path, what: 'Berth', url: 'http://localhost:1' })
  expect(await runBerth(source, ['backup', `${file}.running`])).toMatchObject({ code: 0 })
  const refused = await runBerth(source, ['restore', '--force', `${file}.running`])
  expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('stop it first') })
  await lock.release()
  await before.server.stop()

  const backup = await runBerth(source, ['backup', file])
  expect(backup).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^\d+ tables, \d+ rows of the embedded/),
  })
  expect(await runBerth(goal, ['restore', file])).toMatchObject({ code: 0 })
  const after = await open(goal)
  expect(await query(after, 'SELECT epoch::int FROM worker_epoch')).toEqual([{ epoch: 41 }])
  await after.server.stop()
})

test('the command explains itself and refuses what it does not know', async () => {
  expect(await runBerth(source, ['--help'])).toMatchObject({
    code: 0,
    output: expect.stringMatching(/berth inspect[\s\S]*berth backup FILE[\s\S]*berth restore/),
  })
  expect(await runBerth(source, ['launch'])).toMatchObject({ code: 2 })
  expect(await runBerth(source, ['backup'])).toMatchObject({ code: 1, output: 'Usage: berth backup FILE\n' })
  expect(await runBerth(source, ['backup', '--quick', 'x'])).toMatchObject({ code: 1 })
  const absent = await runBerth(source, ['backup', 'x'])
  expect(absent).toMatchObject({ code: 1, output: expect.stringContaining('There is no database in') })
})
