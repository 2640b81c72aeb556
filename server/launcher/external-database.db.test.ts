import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { refuseUnusableDatabase } from '@/server/launcher/external-database'
import { migrateDatabase } from '@/server/launcher/migrate'
import { LauncherError } from '@/server/launcher/report'

const PASSWORD = 'p@ss/w:rd#?%'
/** Roles belong to the whole server, which other suites use too. */
const suite = `x${randomBytes(4).toString('hex')}`
const [owner, app, member] = [`${suite}_owner`, `${suite}_app`, `${suite}_member`]
const { adminUrl } = inject('testServer')

let database = ''
let databaseCount = 0

async function asSuperuser(text: string, inDatabase = 'postgres'): Promise<void> {
  const url = new URL(adminUrl)
  url.pathname = `/${inDatabase}`
  const client = new Client({ connectionString: url.href })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

function urlOf(role: string, given: { password?: string; database?: string; port?: number } = {}): string {
  const url = new URL(adminUrl)
  url.username = role
  url.password = encodeURIComponent(given.password ?? PASSWORD)
  url.pathname = `/${given.database ?? database}`
  if (given.port !== undefined) url.port = String(given.port)
  return url.href
}

async function createDatabase(options: string): Promise<string> {
  databaseCount += 1
  const created = `${suite}_${databaseCount}`
  await asSuperuser(`CREATE DATABASE ${created} ${options} TEMPLATE template0`)
  return created
}

beforeAll(async () => {
  for (const role of [owner, app]) await asSuperuser(`CREATE ROLE ${role} LOGIN PASSWORD '${PASSWORD}'`)
  await asSuperuser(`CREATE ROLE ${member} LOGIN PASSWORD '${PASSWORD}' IN ROLE ${owner}`)
})
beforeEach(async () => {
  database = await createDatabase(`OWNER ${owner} ENCODING 'UTF8'`)
})
afterAll(async () => {
  for (let number = 1; number <= databaseCount; number += 1) {
    await asSuperuser(`DROP DATABASE IF EXISTS ${suite}_${number} WITH (FORCE)`)
  }
  for (const role of [member, app, owner]) await asSuperuser(`DROP ROLE ${role}`)
})

/** What the person at the terminal is told: one line for one mistake, never a password. */
async function hearRefusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof LauncherError)) throw new Error('This was not refused to a person', { cause: error })
  expect(error.message.split('\n')).toHaveLength(1)
  expect(error.message).not.toMatch(/wrong|p@ss|p%40ss/)
  return error.message
}

async function migrate(urls: { ownerUrl: string; appUrl: string }): Promise<string[]> {
  const lines: string[] = []
  await migrateDatabase({ ...urls, migrationsDir: 'db/migrations', report: (line) => lines.push(line) })
  return lines
}

describe('before anything is built or changed', () => {
  test('a database that both roles can open is taken, and so is one role alone', async () => {
    const [databaseUrl, databaseMigrateUrl] = [urlOf(app), urlOf(owner)]
    await expect(refuseUnusableDatabase({ databaseUrl, databaseMigrateUrl })).resolves.toBeUndefined()
    await expect(
      refuseUnusableDatabase({ databaseUrl: databaseMigrateUrl, databaseMigrateUrl: null }),
    ).resolves.toBeUndefined()
  })

  test.each([
    [
      'a wrong password',
      () => urlOf(app, { password: 'wrong' }),
      /password authentication failed for user "x/,
    ],
    ['a role that is not there', () => urlOf('nobody_here'), /failed for user "nobody_here"$/],
    [
      'an absent database',
      () => urlOf(app, { database: 'absent' }),
      /\/absent of .*"absent" does not exist$/,
    ],
    ['a port where nobody listens', () => urlOf(app, { port: 1 }), /:1\/.*ECONNREFUSED/],
  ])('%s is told with the variable it stands in', async (_, describeUrl, expected) => {
    const [good, bad] = [urlOf(owner), describeUrl()]
    const runtime = await hearRefusal(refuseUnusableDatabase({ databaseUrl: bad, databaseMigrateUrl: good }))
    expect(runtime).toMatch(expected)
    expect(runtime).toContain(' of DATABASE_URL cannot be opened: ')
    const migrating = await hearRefusal(
      refuseUnusableDatabase({ databaseUrl: good, databaseMigrateUrl: bad }),
    )
    expect(migrating).toMatch(expected)
    expect(migrating).toContain(' of DATABASE_MIGRATE_URL cannot be opened: ')
  })

  test('a runtime role that may not connect is told', async () => {
    await asSuperuser(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`)
    const told = await hearRefusal(
      refuseUnusableDatabase({ databaseUrl: urlOf(app), databaseMigrateUrl: urlOf(owner) }),
    )
    expect(told).toContain(`of DATABASE_URL cannot be opened: permission denied for database "${database}"`)
  })

  test('two roles in two databases are not one Berth', async () => {
    const other = await createDatabase(`OWNER ${owner} ENCODING 'UTF8'`)
    const urls = { databaseUrl: urlOf(app, { database: other }), databaseMigrateUrl: urlOf(owner) }
    expect(await hearRefusal(refuseUnusableDatabase(urls))).toBe(
      'DATABASE_URL and DATABASE_MIGRATE_URL lead to two different databases',
    )
  })

  test('a database that is not UTF8 is refused', async () => {
    const ascii = await createDatabase(`OWNER ${owner} ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'`)
    const urls = { databaseUrl: urlOf(owner, { database: ascii }), databaseMigrateUrl: null }
    expect(await hearRefusal(refuseUnusableDatabase(urls))).toBe(
      'The database is encoded as SQL_ASCII; Berth needs UTF8',
    )
  })
})

describe('migrating', () => {
  test('an owner that may not make tables is told, and the statement that is told lets it', async () => {
    const foreign = await createDatabase(`ENCODING 'UTF8'`)
    const urls = { ownerUrl: urlOf(owner, { database: foreign }), appUrl: urlOf(app, { database: foreign }) }
    const told = await hearRefusal(migrate(urls))
    expect(told).toContain(`The role ${owner} may not make Berth's tables: permission denied for `)
    await asSuperuser(told.slice(told.indexOf('ALTER DATABASE')))
    expect(await migrate(urls)).toEqual([expect.stringMatching(/^database schema brought up to date/)])
  })

  test('a runtime role that is not there is told, with the statement that makes it', async () => {
    const told = await hearRefusal(migrate({ ownerUrl: urlOf(owner), appUrl: urlOf('nobody_here') }))
    expect(told).toContain('CREATE ROLE nobody_here LOGIN PASSWORD')
  })

  test('rights that the owner cannot give, for a table of somebody else, are told', async () => {
    await asSuperuser('CREATE TABLE of_somebody_else (id int)', database)
    const told = await hearRefusal(migrate({ ownerUrl: urlOf(owner), appUrl: urlOf(app) }))
    expect(told).toContain(
      `The role ${owner} may not give the role of DATABASE_URL its rights: permission denied`,
    )
  })

  test('one role for both works, and says each time that it could alter its own audit', async () => {
    const urls = { ownerUrl: urlOf(owner), appUrl: urlOf(owner) }
    expect((await migrate(urls)).at(-1)).toContain(`use one role (${owner}). Set DATABASE_MIGRATE_URL`)
    expect(await migrate(urls)).toHaveLength(1)
  })

  test('a runtime role that may act as the owner is told to be no protection', async () => {
    const lines = await migrate({ ownerUrl: urlOf(owner), appUrl: urlOf(member) })
    expect(lines.at(-1)).toContain(`The role ${member} of DATABASE_URL may act as ${owner}`)
  })
})
