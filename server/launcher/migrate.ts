import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { Client } from 'pg'
import { grantRuntimeRole } from '@/server/launcher/grants'
import { LauncherError, type Report } from '@/server/launcher/report'

export type MigrateArgs = {
  /** Connection of the role that owns the tables. */
  ownerUrl: string
  /** Connection of web and worker; its role is granted what it needs unless it is the owner itself. */
  appUrl: string
  migrationsDir: string
  report: Report
}

/** One number for every Berth on a database, so that replicas that start together migrate one after another. */
const MIGRATION_LOCK = 0x62_65_72_74

const POSTGRES_VERSION_MIN = 150_000

/** Brings the schema up to date and the runtime role's rights with it. */
export async function migrateDatabase({
  ownerUrl,
  appUrl,
  migrationsDir,
  report,
}: MigrateArgs): Promise<void> {
  if (!existsSync(join(migrationsDir, 'meta', '_journal.json'))) {
    throw new LauncherError(`There are no migrations in ${migrationsDir}: this copy of Berth is incomplete`)
  }
  const client = await connectOwner(ownerUrl)
  try {
    await refuseUnsuitable(client)
    await takeMigrationLock(client, report)
    const before = await listAppliedMigrations(client)
    await migrate(drizzle(client), { migrationsFolder: migrationsDir })
    const after = await listAppliedMigrations(client)
    const appliedCount = after.length - before.length
    if (appliedCount > 0) report(`database schema brought up to date (${appliedCount} steps)`)
    await grantRuntimeRole({ client, appUrl, report })
  } finally {
    await client.end()
  }
}

/** Hashes of the applied migrations, oldest first; empty where none ever ran. */
export async function listAppliedMigrations(client: Client): Promise<string[]> {
  const table = await client.query<{ exists: boolean }>(
    `SELECT to_regclass('drizzle.__drizzle_migrations') IS NOT NULL AS exists`,
  )
  if (table.rows[0]?.exists !== true) return []
  const { rows } = await client.query<{ hash: string }>(
    'SELECT hash FROM drizzle.__drizzle_migrations ORDER BY created_at, id',
  )
  return rows.map((row) => row.hash)
}

async function connectOwner(ownerUrl: string): Promise<Client> {
  const client = new Client({ connectionString: ownerUrl, application_name: 'berth-migrate' })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (error) {
    const reason = error instanceof Error && error.message !== '' ? error.message : String(error)
    const { hostname, port, pathname } = new URL(ownerUrl)
    throw new LauncherError(
      `The database at ${hostname}:${port || '5432'}${pathname} cannot be opened: ${reason}`,
    )
  }
}

async function refuseUnsuitable(client: Client): Promise<void> {
  const { rows } = await client.query<{ version: number; encoding: string }>(
    `SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding`,
  )
  const { version = 0, encoding = 'unknown' } = rows[0] ?? {}
  if (version < POSTGRES_VERSION_MIN) {
    throw new LauncherError(
      `Berth needs PostgreSQL 15 or later; this one says ${Math.floor(version / 10_000)}`,
    )
  }
  if (encoding !== 'UTF8') throw new LauncherError(`The database is encoded as ${encoding}; Berth needs UTF8`)
}

async function takeMigrationLock(client: Client, report: Report): Promise<void> {
  const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
    MIGRATION_LOCK,
  ])
  if (rows[0]?.taken === true) return
  report('another Berth is migrating this database; waiting for it')
  await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
}
