import { Client } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type OpenDatabase, openDatabase } from '@/db/client'
import journal from '@/db/migrations/meta/_journal.json'
import { createTestDatabase, type TestDatabase } from '@/server/launcher/testing/test-database'
import { openReadiness } from './readiness'

const shipped = journal.entries.map(({ when }) => when)

let database: TestDatabase
let app: OpenDatabase
let owner: Client
let nowMs = 0

beforeEach(async () => {
  database = await createTestDatabase()
  app = openDatabase(database.url)
  owner = new Client({ connectionString: database.ownerUrl })
  await owner.connect()
  nowMs = 0
})
afterEach(async () => {
  await app.close()
  await owner.end()
  await database.drop()
})

const open = () => openReadiness({ openDatabase: () => app.db, shipped, nowMs: () => nowMs })

test('a database with exactly the migrations of this build is ready, read as the runtime role', async () => {
  expect(shipped.length).toBeGreaterThan(0)
  expect(await open()()).toEqual({ status: 'ready' })
})

test('one that lacks the newest migration is not, although all its tables are there', async () => {
  await owner.query('DELETE FROM drizzle.__drizzle_migrations WHERE created_at = $1', [shipped.at(-1)])
  expect(await open()()).toEqual({ status: 'notReady', reason: 'notMigrated' })
})

test("one that a newer Berth has migrated is not this one's", async () => {
  await owner.query(`INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('later', $1)`, [
    (shipped.at(-1) ?? 0) + 1,
  ])
  expect(await open()()).toEqual({ status: 'notReady', reason: 'schemaNewer' })
})

test.each([
  'DROP SCHEMA drizzle CASCADE',
  'DROP TABLE drizzle.__drizzle_migrations',
  'REVOKE ALL ON SCHEMA drizzle FROM berth_app',
])(
  'a database that Berth has not migrated for this role is told as that, not as away: %s',
  async (statement) => {
    await owner.query(statement)
    expect(await open()()).toEqual({ status: 'notReady', reason: 'notMigrated' })
  },
)

test('a database that refuses to be opened is away', async () => {
  const url = new URL(database.url)
  url.password = 'wrong'
  const refused = openDatabase(url.href)
  const ask = openReadiness({ openDatabase: () => refused.db, shipped, nowMs: () => nowMs })
  expect(await ask()).toEqual({ status: 'notReady', reason: 'databaseAway' })
  await refused.close()
})

test('however many ask within a second, the database is asked once; after it, again', async () => {
  let askedCount = 0
  const openCounted = () => {
    askedCount += 1
    return app.db
  }
  const ask = openReadiness({ openDatabase: openCounted, shipped, nowMs: () => nowMs })
  const answers = await Promise.all(Array.from({ length: 20 }, ask))
  expect(answers).toEqual(Array.from({ length: 20 }, () => ({ status: 'ready' })))
  await owner.query('DELETE FROM drizzle.__drizzle_migrations')
  nowMs = 999
  expect(await ask()).toEqual({ status: 'ready' })
  expect(askedCount).toBe(1)
  nowMs = 1_000
  expect(await ask()).toEqual({ status: 'notReady', reason: 'notMigrated' })
  expect(askedCount).toBe(2)
})
