import { Client } from 'pg'
import { LauncherError } from '@/server/launcher/report'

type ExternalDatabase = { databaseUrl: string; databaseMigrateUrl: string | null }

const POSTGRES_VERSION_MIN = 150_000

/**
 * Looks at a database of the operator's own before anything is built or changed: both roles get in, it is the same
 * database for both, and one that Berth can work with.
 * @throws LauncherError naming the variable, in one line and without a password
 */
export async function refuseUnusableDatabase({
  databaseUrl,
  databaseMigrateUrl,
}: ExternalDatabase): Promise<void> {
  const app = await inspectDatabase(databaseUrl, 'DATABASE_URL')
  if (databaseMigrateUrl === null) return
  const owner = await inspectDatabase(databaseMigrateUrl, 'DATABASE_MIGRATE_URL')
  if (app !== owner) {
    throw new LauncherError('DATABASE_URL and DATABASE_MIGRATE_URL lead to two different databases')
  }
}

/** What tells this database apart from every other. */
async function inspectDatabase(url: string, variable: string): Promise<string> {
  const client = await connect(url, variable)
  try {
    await refuseUnsuitable(client)
    const { rows } = await client.query<{ identity: string }>(
      `SELECT oid || ' ' || extract(epoch FROM pg_postmaster_start_time()) AS identity
         FROM pg_database WHERE datname = current_database()`,
    )
    return rows[0]?.identity ?? ''
  } finally {
    await client.end()
  }
}

/** @param variable what the URL came from, where a person wrote it */
export async function connect(url: string, variable: string | null): Promise<Client> {
  const client = new Client({ connectionString: url, application_name: 'berth-migrate' })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (error) {
    const reason = error instanceof Error && error.message !== '' ? error.message : readCode(error)
    const { hostname, port, pathname } = new URL(url)
    const from = variable === null ? '' : ` of ${variable}`
    throw new LauncherError(
      `The database at ${hostname}:${port || '5432'}${pathname}${from} cannot be opened: ${reason}`,
    )
  }
}

/** Several addresses that all refuse are an error without a message of its own. */
function readCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

export async function refuseUnsuitable(client: Client): Promise<void> {
  const { rows } = await client.query<{ version: number; encoding: string; isCopy: boolean }>(
    `SELECT current_setting('server_version_num')::int AS version,
            current_setting('server_encoding') AS encoding,
            pg_is_in_recovery() AS "isCopy"`,
  )
  const { version = 0, encoding = 'unknown', isCopy = false } = rows[0] ?? {}
  if (version < POSTGRES_VERSION_MIN) {
    throw new LauncherError(
      `Berth needs PostgreSQL 15 or later; this one says ${Math.floor(version / 10_000)}`,
    )
  }
  if (encoding !== 'UTF8') throw new LauncherError(`The database is encoded as ${encoding}; Berth needs UTF8`)
  if (isCopy) throw new LauncherError('The database is a read-only copy; Berth needs the one that is copied')
}
