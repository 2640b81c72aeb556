import { join } from 'node:path'
import { Client } from 'pg'
import { CommandError } from '@/server/cli/command-error'
import type { Environment } from '@/server/config/env'
import { readLayout } from '@/server/launcher/embedded-postgres/layout'
import { openEmbeddedPostgres } from '@/server/launcher/embedded-postgres/open'
import { findLivePostmaster } from '@/server/launcher/embedded-postgres/postmaster-file'
import { describeUrls } from '@/server/launcher/embedded-postgres/roles'
import { findLiveHolder, takeRunLock } from '@/server/launcher/run-lock'

/** The database a command works on, and whether a Berth uses it at the same time. */
export type DatabaseTarget = {
  ownerUrl: string
  appUrl: string
  /** For a person: without password. */
  description: string
  isInUse: boolean
  close(): Promise<void>
}

type OpenTargetArgs = {
  environment: Environment
  /** The command's name, for a start of Berth that has to wait for it. */
  what: string
  /** Whether to make a database where the data folder has none. */
  mayCreate: boolean
}

/** The database Berth would use here: DATABASE_URL, or the embedded one, started for the duration if it rests. */
export async function openDatabaseTarget(args: OpenTargetArgs): Promise<DatabaseTarget> {
  const { databaseUrl, databaseMigrateUrl } = args.environment
  if (databaseUrl === null) return openEmbeddedTarget(args)
  const ownerUrl = databaseMigrateUrl ?? databaseUrl
  const { hostname, pathname } = new URL(ownerUrl)
  return {
    ownerUrl,
    appUrl: databaseUrl,
    description: `${hostname}${pathname}`,
    isInUse: await hasOtherBerth(ownerUrl),
    close: async () => undefined,
  }
}

async function openEmbeddedTarget({ environment, what, mayCreate }: OpenTargetArgs): Promise<DatabaseTarget> {
  const { dataDir, noInstall } = environment
  const layout = await readLayout(dataDir)
  if (layout === null && !mayCreate) {
    throw new CommandError(
      `There is no database in ${dataDir}. Set BERTH_DATA_DIR to the data folder of your Berth.`,
    )
  }
  const description = `the embedded database of ${dataDir}`
  const holder = await findLiveHolder(dataDir)
  if (holder !== null && layout !== null) {
    const live = findLivePostmaster(join(layout.home, 'pgdata'))
    if (live === null || live.port === null) {
      throw new CommandError(`${holder.what} is just starting or stopping (process ${holder.pid}); try again`)
    }
    const { ownerUrl, appUrl } = describeUrls(layout, live.port)
    return { ownerUrl, appUrl, description, isInUse: true, close: async () => undefined }
  }
  const lock = await takeRunLock({ dataDir, what, url: null })
  try {
    const { server, urls } = await openEmbeddedPostgres({
      dataDir,
      noInstall,
      isDurable: true,
      report: () => undefined,
    })
    const close = async () => {
      await server.stop()
      await lock.release()
    }
    return { ownerUrl: urls.ownerUrl, appUrl: urls.appUrl, description, isInUse: false, close }
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** The console and the worker name themselves in their connections. */
async function hasOtherBerth(url: string): Promise<boolean> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'berth%'`,
    )
    return (rows[0]?.count ?? 0) > 0
  })
}

export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, statement_timeout: 0 })
  client.on('error', () => undefined)
  try {
    await client.connect()
  } catch (error) {
    const { hostname, pathname } = new URL(url)
    const reason = error instanceof Error && error.message !== '' ? error.message : String(error)
    throw new CommandError(`The database ${hostname}${pathname} cannot be opened: ${reason}`)
  }
  try {
    // Text that any PostgreSQL of any locale reads back as the same value.
    await client.query(`SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET timezone = 'UTC'`)
    return await work(client)
  } finally {
    await client.end()
  }
}
