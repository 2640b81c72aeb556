import type { Client } from 'pg'
import { LauncherError, type Report } from '@/server/launcher/report'

/** Tables whose rows, once written, the runtime role can only read. */
const APPEND_ONLY_TABLES = ['audit_entry']

type GrantArgs = { client: Client; appUrl: string; report: Report }

/**
 * Gives the runtime role rows and nothing else: no TRUNCATE, no ALTER, so the audit's triggers are out of its
 * reach. Repeated after every migration, since a new table starts without grants.
 */
export async function grantRuntimeRole({ client, appUrl, report }: GrantArgs): Promise<void> {
  const role = decodeURIComponent(new URL(appUrl).username)
  const { rows } = await client.query<{ owner: string; exists: boolean; isAsStrong: boolean }>(
    `SELECT current_user AS owner, count(r.oid) = 1 AS exists,
            coalesce(bool_or(pg_has_role(r.oid, current_user, 'MEMBER')), false) AS "isAsStrong"
       FROM pg_roles r WHERE r.rolname = $1`,
    [role],
  )
  const owner = rows[0]?.owner ?? ''
  if (role === owner) {
    report(
      `DATABASE_URL and the migrations use one role (${owner}). Set DATABASE_MIGRATE_URL to a second one, so that the running console cannot alter its own audit.`,
    )
    return
  }
  if (rows[0]?.exists !== true) {
    throw new LauncherError(
      `The role ${role} of DATABASE_URL does not exist: CREATE ROLE ${role} LOGIN PASSWORD '…'`,
    )
  }
  if (rows[0].isAsStrong) {
    report(
      `The role ${role} of DATABASE_URL may act as ${owner}, which owns the tables, or is a superuser: the running console can alter its own audit. Make it an ordinary role.`,
    )
  }
  await client.query('BEGIN')
  for (const statement of listGrants(client.escapeIdentifier(role))) await client.query(statement)
  for (const table of APPEND_ONLY_TABLES) await revokeRewriting(client, table, role)
  await client.query('COMMIT')
}

function listGrants(role: string): string[] {
  const rowRights = 'SELECT, INSERT, UPDATE, DELETE'
  const sequenceRights = 'USAGE, SELECT, UPDATE'
  return [
    `GRANT USAGE ON SCHEMA public, drizzle TO ${role}`,
    `GRANT ${rowRights} ON ALL TABLES IN SCHEMA public TO ${role}`,
    `GRANT ${sequenceRights} ON ALL SEQUENCES IN SCHEMA public TO ${role}`,
    `ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ${rowRights} ON TABLES TO ${role}`,
    `ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ${sequenceRights} ON SEQUENCES TO ${role}`,
    // Readiness compares the applied migrations with the ones it was built for.
    `GRANT SELECT ON ALL TABLES IN SCHEMA drizzle TO ${role}`,
  ]
}

async function revokeRewriting(client: Client, table: string, role: string): Promise<void> {
  const { rows } = await client.query<{ exists: boolean }>('SELECT to_regclass($1) IS NOT NULL AS exists', [
    `public.${table}`,
  ])
  if (rows[0]?.exists !== true) return
  await client.query(
    `REVOKE UPDATE, DELETE, TRUNCATE ON public.${client.escapeIdentifier(table)} FROM ${client.escapeIdentifier(role)}`,
  )
}
