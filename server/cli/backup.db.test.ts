import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Client } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { backUp } from '@/server/cli/backup'
import { CommandError } from '@/server/cli/command-error'
import { restore } from '@/server/cli/restore'
import { parseEnvironment } from '@/server/config/env'
import { createTestDatabase, type TestDatabase } from '@/server/launcher/testing/test-database'

/** Values that a careless text format damages, and tables that refer to each other in a circle. */
const SCHEMA = `
  CREATE TABLE odd (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, word text, bytes bytea, facts jsonb,
    seen timestamptz(3), slices int4range, twice int GENERATED ALWAYS AS (id * 2) STORED, ratio float8);
  CREATE TABLE "left Side" (id int PRIMARY KEY, other int);
  CREATE TABLE right_side (id int PRIMARY KEY, other int REFERENCES "left Side");
  ALTER TABLE "left Side" ADD CONSTRAINT circle FOREIGN KEY (other) REFERENCES right_side;
`
const ROWS = `
  INSERT INTO odd (word, bytes, facts, seen, slices, ratio) VALUES
    (E'tab\\t newline\\n back\\\\slash \\\\. end', '\\x00ff0a', '{"a": [1, null, "ü"]}', '2026-11-22T01:02:03.456Z', '[1,5)', 0.1),
    (NULL, NULL, NULL, NULL, 'empty', 'NaN'),
    ('', '\\x', '""', '-infinity', NULL, 1e300),
    ('日本 🚢', NULL, '1e400', NULL, NULL, -0.0);
  BEGIN; SET CONSTRAINTS ALL IMMEDIATE;
  INSERT INTO "left Side" VALUES (1, NULL); INSERT INTO right_side VALUES (2, 1); UPDATE "left Side" SET other = 2;
  COMMIT;
`
const CONTENT = `SELECT array_agg(t ORDER BY t) AS content FROM
  (SELECT odd::text FROM odd UNION ALL SELECT l::text FROM "left Side" l UNION ALL SELECT r::text FROM right_side r
   UNION ALL SELECT a::text FROM audit_entry a) AS all_rows (t)`

let folder = ''
let file = ''
let source: TestDatabase
let goal: TestDatabase

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-backup-'))
  file = join(folder, 'berth.backup')
  source = await createTestDatabase()
  goal = await createTestDatabase()
  await run(source, SCHEMA)
  await run(goal, SCHEMA)
})

afterEach(async () => {
  await source.drop()
  await goal.drop()
  await rm(folder, { recursive: true })
})

async function run<T extends object>({ ownerUrl }: TestDatabase, text: string): Promise<T[]> {
  const client = new Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    return (await client.query<T>(text)).rows
  } finally {
    await client.end()
  }
}

const readContent = async (database: TestDatabase) =>
  (await run<{ content: string[] }>(database, CONTENT))[0]?.content

const describeEnvironment = ({ url, ownerUrl }: TestDatabase) =>
  parseEnvironment({ DATABASE_URL: url, DATABASE_MIGRATE_URL: ownerUrl, BERTH_SECRET: 's'.repeat(32) })

const backUpSource = () => backUp({ file, environment: describeEnvironment(source) })
const restoreGoal = (isForced = false) => restore({ file, isForced, environment: describeEnvironment(goal) })

test('what comes back is what went in: odd values, references in a circle, and where sequences stand', async () => {
  await run(source, ROWS)
  const written = await backUpSource()
  const restored = await restoreGoal()
  expect(restored).toMatchObject({ tableCount: written.tableCount, rowCount: written.rowCount })
  const content = await readContent(source)
  expect(content).toHaveLength(6)
  expect(await readContent(goal)).toEqual(content)
  expect(await run(goal, `INSERT INTO odd (word) VALUES ('next') RETURNING id`)).toEqual([{ id: 5 }])
  await expect(run(goal, 'UPDATE "left Side" SET other = 99')).rejects.toMatchObject({ code: '23503' })
})

test('the file is readable by its owner only, and an existing file is not overwritten', async () => {
  await backUpSource()
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  await expect(backUpSource()).rejects.toThrow('exists already')
})

test('a backup made while rows move between tables holds one moment', async () => {
  const total = 1000
  await run(source, `INSERT INTO "left Side" VALUES (1, NULL); INSERT INTO right_side VALUES (1, NULL)`)
  await run(source, `ALTER TABLE "left Side" ADD n int; ALTER TABLE right_side ADD n int`)
  await run(goal, `ALTER TABLE "left Side" ADD n int; ALTER TABLE right_side ADD n int`)
  await run(source, `UPDATE "left Side" SET n = ${total}; UPDATE right_side SET n = 0`)
  const done = new AbortController()
  let moveCount = 0
  const moving = (async () => {
    while (!done.signal.aborted) {
      await run(source, `BEGIN; UPDATE "left Side" SET n = n - 1; UPDATE right_side SET n = n + 1; COMMIT`)
      moveCount += 1
    }
  })()
  await backUpSource()
  done.abort()
  await moving
  await restoreGoal()
  const sums = await run(goal, 'SELECT l.n + r.n AS total FROM "left Side" l, right_side r')
  expect(sums).toEqual([{ total }])
  expect(moveCount).toBeGreaterThan(0)
})

test('a database in use is left alone without --force and replaced with it, its audit still final', async () => {
  await run(source, ROWS)
  await backUpSource()
  await run(goal, `INSERT INTO odd (word) VALUES ('in use')`)
  await expect(restoreGoal()).rejects.toThrow(/in use already \(rows in odd\).*--force/)
  await restoreGoal(true)
  expect(await readContent(goal)).toEqual(await readContent(source))
  await expect(run(goal, 'TRUNCATE audit_entry')).rejects.toMatchObject({ code: '42501' })
})

test('a backup cut at any place changes nothing and says so', async () => {
  await run(source, ROWS)
  await backUpSource()
  await run(goal, `INSERT INTO odd (word) VALUES ('kept')`)
  const before = await readContent(goal)
  const whole = await readFile(file)
  for (const ratio of [0.6, 0.8, 0.9, 0.99]) {
    await writeFile(file, whole.subarray(0, Math.floor(whole.length * ratio)))
    await expect(restoreGoal(true)).rejects.toThrow(CommandError)
    expect(await readContent(goal)).toEqual(before)
  }
  expect(before).toHaveLength(1)
})

test('a backup of another schema step is refused with both steps named', async () => {
  await backUpSource()
  await run(goal, `INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('later', 9e12)`)
  await expect(restoreGoal()).rejects.toThrow(/at schema step \d+; this database is at step \d+/)
})

test('while a Berth is connected nothing is restored', async () => {
  await backUpSource()
  const web = new Client({ connectionString: goal.url, application_name: 'berth' })
  await web.connect()
  await expect(restoreGoal(true)).rejects.toThrow('Berth is running')
  await web.end()
})

test.each(['not gzip at all', ''])('a file that is no backup is refused: "%s"', async (content) => {
  await writeFile(file, content)
  await expect(restoreGoal()).rejects.toThrow('is not a backup of Berth')
})

test('the header names every table with rows and no password of the database', async () => {
  await backUpSource()
  const text = gunzipSync(await readFile(file)).toString('latin1')
  expect(text).toContain('"name":"audit_entry"')
  expect(text).not.toContain(new URL(source.ownerUrl).password)
})
