import { Client } from 'pg'
import { SUPERUSER } from '@/server/launcher/embedded-postgres/cluster'
import type { DatabaseLayout } from '@/server/launcher/embedded-postgres/layout'
import { LauncherError } from '@/server/launcher/report'

export const DATABASE_NAME = 'berth'
/** Owns the tables and migrates; not a superuser, so that a migration which needs one fails here first. */
export const OWNER_ROLE = 'berth_owner'
/** What web and worker are: reads and writes rows, cannot alter tables or drop the audit's triggers. */
export const APP_ROLE = 'berth_app'

export type DatabaseUrls = { superuserUrl: string; ownerUrl: string; appUrl: string }

export function describeUrls(layout: DatabaseLayout, port: number): DatabaseUrls {
  const url = (role: string, password: string, database: string) =>
    `postgresql://${role}:${password}@127.0.0.1:${port}/${database}`
  return {
    superuserUrl: url(SUPERUSER, layout.superuserPassword, 'postgres'),
    ownerUrl: url(OWNER_ROLE, layout.ownerPassword, DATABASE_NAME),
    appUrl: url(APP_ROLE, layout.appPassword, DATABASE_NAME),
  }
}

/**
 * Makes roles and database where they are missing: every start, since the first one may have been interrupted.
 * @throws LauncherError when the database is not UTF8: names and tool outputs would be damaged silently
 */
export async function ensureRoles(layout: DatabaseLayout, urls: DatabaseUrls): Promise<void> {
  const client = new Client({ connectionString: urls.superuserUrl })
  await client.connect()
  try {
    await ensureRole(client, OWNER_ROLE, layout.ownerPassword)
    await ensureRole(client, APP_ROLE, layout.appPassword)
    const found = await client.query<{ encoding: string }>(
      'SELECT pg_encoding_to_char(encoding) AS encoding FROM pg_database WHERE datname = $1',
      [DATABASE_NAME],
    )
    const encoding = found.rows[0]?.encoding
    if (encoding === undefined) {
      await client.query(
        `CREATE DATABASE ${DATABASE_NAME} OWNER ${OWNER_ROLE} ENCODING 'UTF8' TEMPLATE template0`,
      )
      await client.query(`REVOKE ALL ON DATABASE ${DATABASE_NAME} FROM PUBLIC`)
      await client.query(`GRANT CONNECT ON DATABASE ${DATABASE_NAME} TO ${APP_ROLE}`)
    } else if (encoding !== 'UTF8') {
      throw new LauncherError(`The database ${DATABASE_NAME} is encoded as ${encoding}; Berth needs UTF8`)
    }
  } finally {
    await client.end()
  }
}

async function ensureRole(client: Client, role: string, password: string): Promise<void> {
  const found = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role])
  const verb = found.rowCount === 0 ? 'CREATE' : 'ALTER'
  await client.query(`${verb} ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(password)}`)
}
