import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type EmbeddedPostgres, openEmbeddedPostgres } from '@/server/launcher/embedded-postgres/open'
import { askWeb, type LaunchedBerth, launchBerth } from '@/server/launcher/testing/launched-berth'
import { createTemporaryDataDir, type TemporaryDataDir } from '@/server/launcher/testing/temporary-data-dir'
import { waitFor } from '@/server/launcher/wait'

/** Stands in for a managed PostgreSQL: its launcher is this test, Berth is told only URLs. */
let serverDir: TemporaryDataDir
let postgres: EmbeddedPostgres
let dataDir: TemporaryDataDir
let launched: LaunchedBerth[] = []
let databaseCount = 0
let name = ''

const SECRET = 'a secret that is only ever used in this test'
/** What a password manager makes, with all that a URL must quote. */
const PASSWORD = 'p@ss/w:rd#?%'

beforeAll(async () => {
  serverDir = await createTemporaryDataDir()
  const noInstall = process.env.BERTH_NO_INSTALL === '1'
  const args = { noInstall, isDurable: false, report: () => undefined }
  postgres = await openEmbeddedPostgres({ dataDir: serverDir.path, ...args })
  for (const role of ['op_owner', 'op_app']) {
    await asSuperuser(`CREATE ROLE ${role} LOGIN PASSWORD '${PASSWORD}'`)
  }
})
afterAll(async () => {
  await postgres.server.stop()
  await serverDir.remove()
})

beforeEach(async () => {
  dataDir = await createTemporaryDataDir()
  name = await createDatabase()
})
afterEach(async () => {
  for (const berth of launched.filter(({ process }) => process.exitCode === null)) {
    berth.process.kill('SIGKILL')
    await berth.exitCode
  }
  launched = []
  await dataDir.remove()
})

/** As docs/operations.md says to make one. */
async function createDatabase(): Promise<string> {
  databaseCount += 1
  const created = `op_${databaseCount}`
  await asSuperuser(`CREATE DATABASE ${created} OWNER op_owner ENCODING 'UTF8' TEMPLATE template0`)
  return created
}

function urlOf(role: string, { password = PASSWORD, database = name } = {}) {
  return `postgresql://${role}:${encodeURIComponent(password)}@127.0.0.1:${postgres.server.port}/${database}`
}

async function query(url: string, text: string): Promise<object[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<object>(text)).rows
  } finally {
    await client.end()
  }
}

function asSuperuser(text: string, database = 'postgres'): Promise<object[]> {
  const url = new URL(postgres.urls.superuserUrl)
  url.pathname = `/${database}`
  return query(url.href, text)
}

const twoRoles = (given: Parameters<typeof urlOf>[1] = {}) => ({
  DATABASE_URL: urlOf('op_app', given),
  DATABASE_MIGRATE_URL: urlOf('op_owner', given),
})

async function launch(env: Record<string, string>, isReal = false): Promise<LaunchedBerth> {
  const berth = await launchBerth({ dataDir: dataDir.path, env: { BERTH_SECRET: SECRET, ...env }, isReal })
  launched.push(berth)
  return berth
}

async function launchReady(env: Record<string, string>, isReal = false): Promise<LaunchedBerth> {
  const berth = await launch(env, isReal)
  await berth.line(/^Berth is ready at /)
  return berth
}

async function stop(berth: LaunchedBerth): Promise<void> {
  berth.process.kill('SIGTERM')
  expect(await berth.exitCode).toBe(0)
}

/** Everything a start that was refused has said. */
async function hearRefusal(env: Record<string, string>): Promise<string[]> {
  const berth = await launch(env)
  expect(await berth.exitCode).toBe(1)
  return berth.lines()
}

/** A command of Berth's in a process of its own, in a folder without a `.env`. */
function run(script: string, words: string[], env: Record<string, string>) {
  const variables = {
    PATH: process.env.PATH,
    NODE_ENV: 'test' as const,
    BERTH_DATA_DIR: dataDir.path,
    ...env,
  }
  return new Promise<{ code: number; output: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', 'tsx', join('server', script), ...words],
      { env: variables },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    )
  })
}

test('with an owner and a runtime role Berth migrates, grants, works, and is backed up and restored', async () => {
  const berth = await launchReady(twoRoles(), true)
  expect(berth.lines()).toContainEqual(
    expect.stringMatching(/^database schema brought up to date \(\d+ steps\)$/),
  )
  expect(berth.lines().filter((line) => /one role|starting the database/.test(line))).toEqual([])
  await berth.line(/^There is no operator yet\. .*one-time code: \S+$/)
  const app = urlOf('op_app')
  const readCycle = async () =>
    (await query(app, 'SELECT 1 FROM worker_epoch WHERE last_cycle_at IS NOT NULL'))[0]
  await waitFor(async () => (await readCycle()) ?? null, { what: "the worker's cycle", timeoutMs: 60_000 })
  await expect(query(app, 'DELETE FROM audit_entry')).rejects.toMatchObject({ code: '42501' })
  await expect(query(app, 'CREATE TABLE smuggled (id int)')).rejects.toMatchObject({ code: '42501' })
  const web = await askWeb(berth.port)
  expect(web?.databaseUrl).toBe(app)
  if (process.platform === 'linux') {
    const environ = readFileSync(`/proc/${web?.pid}/environ`, 'utf8')
    expect(environ).toContain(app)
    expect(environ).not.toContain('op_owner')
  }

  const env = { ...twoRoles(), BERTH_SECRET: SECRET }
  const file = join(dataDir.path, 'berth.backup')
  expect(await run('cli/main.ts', ['backup', file], env)).toMatchObject({
    code: 0,
    output: expect.stringMatching(new RegExp(`^\\d+ tables, \\d+ rows of 127\\.0\\.0\\.1/${name} `)),
  })
  const refused = await run('cli/main.ts', ['restore', '--force', file], env)
  expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('stop it first') })
  await stop(berth)
  expect(berth.lines().filter((line) => line.endsWith(' stopped'))).toEqual(['web stopped', 'worker stopped'])
  expect(existsSync(join(dataDir.path, 'database.json'))).toBe(false)

  const goal = { database: await createDatabase() }
  const restored = await run('cli/main.ts', ['restore', file], { ...twoRoles(goal), BERTH_SECRET: SECRET })
  expect(restored).toMatchObject({ code: 0 })
  const tokens = await query(app, 'SELECT * FROM token')
  expect(tokens).toHaveLength(1)
  expect(await query(urlOf('op_app', goal), 'SELECT * FROM token')).toEqual(tokens)
})

test('with one role for both Berth starts and says what that costs; a second role then needs the tables', async () => {
  const first = await launchReady({ DATABASE_URL: urlOf('op_owner') })
  expect(first.lines()).toContainEqual(
    expect.stringMatching(/use one role \(op_owner\)\. Set DATABASE_MIGRATE_URL/),
  )
  await stop(first)
  const swapped = { DATABASE_URL: urlOf('op_owner'), DATABASE_MIGRATE_URL: urlOf('op_app') }
  const [remedy = '', ...others] = await hearRefusal(swapped).then((lines) => lines.slice(1))
  expect(others).toEqual([])
  expect(remedy).toMatch(
    /^Berth's tables belong to the role op_owner, so op_app cannot migrate them\. As a superuser/,
  )
  await asSuperuser(remedy.slice(remedy.indexOf('REASSIGN')), name)
  const second = await launchReady(swapped)
  expect(second.lines().filter((line) => line.includes('one role'))).toEqual([])
  expect((await askWeb(second.port))?.databaseUrl).toBe(urlOf('op_owner'))
})

test('a wrong password ends the start in one line, without the password, before anything is built', async () => {
  const [line = '', ...others] = await hearRefusal({ DATABASE_URL: urlOf('op_owner', { password: 'wrong' }) })
  expect(others).toEqual([])
  expect(line).toMatch(
    / of DATABASE_URL cannot be opened: password authentication failed for user "op_owner"$/,
  )
  expect(line).not.toContain('wrong')
})

test('a database without BERTH_SECRET is told in one line, by the launcher and the commands', async () => {
  const expected = {
    code: 1,
    output: expect.stringMatching(
      /^\n?The environment is not usable: BERTH_SECRET is required with DATABASE_URL \(at least 32 characters\)\n$/,
    ),
  }
  expect(await run('launcher/main.ts', ['start'], { DATABASE_URL: urlOf('op_owner') })).toEqual(expected)
  expect(await run('cli/main.ts', ['backup', 'x'], { DATABASE_URL: urlOf('op_owner') })).toEqual(expected)
})
