import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { grantRuntimeRole } from '@/server/launcher/grants'
import { createTestDatabase, type TestDatabase } from '@/server/launcher/testing/test-database'

let database: TestDatabase
let owner: Client
let app: Client

beforeAll(async () => {
  database = await createTestDatabase()
  owner = new Client({ connectionString: database.ownerUrl })
  await owner.connect()
  await owner.query('CREATE TABLE IF NOT EXISTS audit_entry (id int)')
  await owner.query('CREATE TABLE made_later (id int GENERATED ALWAYS AS IDENTITY, note text)')
  await grantRuntimeRole({ client: owner, appUrl: database.url, report: () => undefined })
  app = new Client({ connectionString: database.url })
  await app.connect()
})

afterAll(async () => {
  await owner.end()
  await app.end()
  await database.drop()
})

test('the runtime role writes and reads rows of a table made by a later migration', async () => {
  await app.query(`INSERT INTO made_later (note) VALUES ('a')`)
  await app.query(`UPDATE made_later SET note = 'b'`)
  expect((await app.query('SELECT id, note FROM made_later')).rows).toEqual([{ id: 1, note: 'b' }])
  expect((await app.query('DELETE FROM made_later')).rowCount).toBe(1)
})

test('the runtime role sees which migrations were applied', async () => {
  await expect(app.query('SELECT hash FROM drizzle.__drizzle_migrations')).resolves.toBeDefined()
})

test.each([
  'DELETE FROM audit_entry',
  'UPDATE audit_entry SET id = NULL',
  'TRUNCATE audit_entry',
  'DROP TABLE audit_entry',
  'ALTER TABLE audit_entry DISABLE TRIGGER ALL',
  'CREATE TABLE smuggled (id int)',
  'TRUNCATE made_later',
  'DELETE FROM drizzle.__drizzle_migrations',
  'SET ROLE berth_owner',
])('the runtime role may not: %s', async (statement) => {
  await expect(app.query(statement)).rejects.toMatchObject({ code: '42501' })
})
