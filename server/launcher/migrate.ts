import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { Client } from 'pg'
import { connect, refuseUnsuitable } from '@/server/launcher/external-database'
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
  const client = await connect(ownerUrl, null)
  try {
    await refuseUnsuitable(client)
    await takeMigrationLock(client, report)
    await refuseForeignTables(client)
    const before = await listAppliedMigrations(client)
    await explainDenied(client, "make Berth's tables", () =>
      migrate(drizzle(client), { migrationsFolder: migrationsDir }),
    )
    const after = await listAppliedMigrations(client)
    const appliedCount = after.length - before.length
    if (appliedCount > 0) report(`database schema brought up to date (${appliedCount} steps)`)
    await explainDenied(client, 'give the role of DATABASE_URL its rights', () =>
      grantRuntimeRole({ client, appUrl, report }),
    )
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

/**
 * Somebody else migrated this database before: as when a second role is introduced after Berth began with one. The
 * new owner could not read its own history then.
 */
async function refuseForeignTables(client: Client): Promise<void> {
  const { rows } = await client.query<{ owner: string; role: string }>(
    `SELECT pg_get_userbyid(c.relowner) AS owner, current_user AS role
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'drizzle' AND c.relname = '__drizzle_migrations'
        AND NOT pg_has_role(c.relowner, 'USAGE')`,
  )
  const [found] = rows
  if (found === undefined) return
  const [owner, role] = [client.escapeIdentifier(found.owner), client.escapeIdentifier(found.role)]
  throw new LauncherError(
    `Berth's tables belong to the role ${found.owner}, so ${found.role} cannot migrate them. ` +
      `As a superuser in this database: REASSIGN OWNED BY ${owner} TO ${role}`,
  )
}

const INSUFFICIENT_PRIVILEGE = '42501'

/** What a role may not do is for a person to change, in one line; anything else stays what it is. */
async function explainDenied<T>(client: Client, what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    for (let at: unknown = error; at instanceof Error; at = at.cause) {
      if (!('code' in at) || at.code !== INSUFFICIENT_PRIVILEGE) continue
      const { user, database } = client
      const [role, name] = [client.escapeIdentifier(user ?? ''), client.escapeIdentifier(database ?? '')]
      throw new LauncherError(
        `The role ${user} may not ${what}: ${at.message}. Give Berth a database of its own, owned by it: ` +
          `ALTER DATABASE ${name} OWNER TO ${role}`,
      )
    }
    throw error
  }
}

async function takeMigrationLock(client: Client, report: Report): Promise<void> {
  const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
    MIGRATION_LOCK,
  ])
  if (rows[0]?.taken === true) return
  report('another Berth is migrating this database; waiting for it')
  await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
}
