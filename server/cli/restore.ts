import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import type { Client } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { listColumns } from '@/server/cli/backup'
import {
  BackupFormatError,
  type BackupHeader,
  type BackupReader,
  backupHeader,
  backupTrailer,
  openBackupReader,
} from '@/server/cli/backup-format'
import { listBackwardKeys, listForeignKeys, listTables, nameTable, quoteTable } from '@/server/cli/catalog'
import { CommandError } from '@/server/cli/command-error'
import { type DatabaseTarget, openDatabaseTarget, withClient } from '@/server/cli/database-target'
import type { Environment } from '@/server/config/env'
import { listAppliedMigrations, migrateDatabase } from '@/server/launcher/migrate'

export type RestoreArgs = {
  file: string
  isForced: boolean
  environment: Environment
  migrationsDir?: string
}
export type RestoreResult = { tableCount: number; rowCount: number; description: string; createdAt: string }

/** What a Berth writes before anyone has used it: rows there alone do not make a database worth protecting. */
const TABLES_FILLED_BEFORE_USE = ['audit_entry', 'rate_limit', 'token', 'verification', 'worker_epoch']

/** Replaces the content of Berth's database by a backup's, wholly or not at all. */
export async function restore(args: RestoreArgs): Promise<RestoreResult> {
  const path = resolve(args.file)
  const reader = await openBackup(path)
  const header = await readHeader(reader, path)
  const { environment } = args
  const target = await openDatabaseTarget({ environment, what: 'berth restore', mayCreate: true })
  try {
    if (target.isInUse) throw new CommandError(`Berth is running on ${target.description}; stop it first`)
    await migrateWhereEmpty(target, args.migrationsDir ?? join(process.cwd(), 'db', 'migrations'))
    return await withClient(target.ownerUrl, async (client) => {
      await refuseOtherSchema(client, header)
      if (!args.isForced) await refuseUsedDatabase(client)
      const rowCount = await loadInOneTransaction(client, header, reader)
      const { description } = target
      return { tableCount: header.tables.length, rowCount, description, createdAt: header.createdAt }
    })
  } catch (error) {
    if (error instanceof BackupFormatError || isGzipError(error)) {
      throw new CommandError(`${path} cannot be restored: ${error.message}. Nothing was changed.`)
    }
    throw error
  } finally {
    await target.close()
  }
}

async function openBackup(path: string): Promise<BackupReader> {
  const handle = await open(path).catch(() => null)
  if (handle === null) throw new CommandError(`${path} cannot be read`)
  await handle.close()
  const unzipped = createGunzip()
  const source = createReadStream(path)
  source.on('error', (error) => unzipped.destroy(error))
  return openBackupReader(source.pipe(unzipped))
}

async function readHeader(reader: BackupReader, path: string): Promise<BackupHeader> {
  try {
    return backupHeader.parse(JSON.parse(await reader.readLine()))
  } catch {
    throw new CommandError(`${path} is not a backup of Berth`)
  }
}

async function migrateWhereEmpty(target: DatabaseTarget, migrationsDir: string): Promise<void> {
  const applied = await withClient(target.ownerUrl, listAppliedMigrations)
  if (applied.length > 0) return
  const { ownerUrl, appUrl } = target
  await migrateDatabase({ ownerUrl, appUrl, migrationsDir, report: () => undefined })
}

async function refuseOtherSchema(client: Client, header: BackupHeader): Promise<void> {
  const applied = await listAppliedMigrations(client)
  if (applied.join() === header.migrations.join()) return
  throw new CommandError(
    `The backup was made by Berth ${header.berthVersion} at schema step ${header.migrations.length}; ` +
      `this database is at step ${applied.length} and they do not match.\n` +
      'Restore it with the Berth that made it, into an empty database; the next start then brings it up to date.',
  )
}

async function refuseUsedDatabase(client: Client): Promise<void> {
  const used: string[] = []
  for (const table of await listTables(client)) {
    if (TABLES_FILLED_BEFORE_USE.includes(table.name)) continue
    const found = await client.query(`SELECT 1 FROM ${quoteTable(client, table)} LIMIT 1`)
    if (found.rowCount !== 0) used.push(table.name)
  }
  if (used.length === 0) return
  throw new CommandError(
    `The database is in use already (rows in ${used.join(', ')}). --force replaces everything in it by the backup.`,
  )
}

async function loadInOneTransaction(
  client: Client,
  header: BackupHeader,
  reader: BackupReader,
): Promise<number> {
  await client.query('BEGIN')
  try {
    await client.query(`LOCK TABLE ${header.tables.map((table) => quoteTable(client, table)).join(', ')}`)
    const putTriggersBack = await suspendTriggers(client, header)
    const putKeysBack = await suspendBackwardKeys(client, header)
    await client.query(`TRUNCATE ${header.tables.map((table) => quoteTable(client, table)).join(', ')}`)
    const rowCounts = await copyTables(client, header, reader)
    const trailer = backupTrailer.safeParse(JSON.parse(await reader.readLine()))
    if (!trailer.success || trailer.data.rowCounts.join() !== rowCounts.join()) {
      throw new BackupFormatError('its tables do not hold as many rows as were written')
    }
    for (const sequence of header.sequences) {
      const values = [quoteTable(client, sequence), sequence.lastValue, sequence.isCalled]
      await client.query('SELECT setval($1::regclass, $2::bigint, $3)', values)
    }
    await putKeysBack()
    await putTriggersBack()
    await client.query('COMMIT')
    return rowCounts.reduce((sum, count) => sum + count, 0)
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}

async function copyTables(client: Client, header: BackupHeader, reader: BackupReader): Promise<number[]> {
  const rowCounts: number[] = []
  for (const table of header.tables) {
    const sink = client.query(copyFrom(`COPY ${listColumns(client, table)} FROM STDIN`))
    await pipeline(Readable.from(reader.readFrames()), sink)
    rowCounts.push(sink.rowCount)
  }
  return rowCounts
}

const TRIGGER_STATES: Record<string, string> = { O: 'ENABLE', A: 'ENABLE ALWAYS', R: 'ENABLE REPLICA' }

/** The audit refuses to be emptied, by triggers; their owner may set them aside, and puts them back as they were. */
async function suspendTriggers(client: Client, header: BackupHeader): Promise<() => Promise<void>> {
  const { rows } = await client.query<{ schema: string; name: string; trigger: string; state: string }>(
    `SELECT n.nspname AS schema, c.relname AS name, t.tgname AS trigger, t.tgenabled AS state
       FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'`,
  )
  const names = new Set(header.tables.map(nameTable))
  const triggers = rows.filter((row) => names.has(nameTable(row)))
  const alter = async (row: (typeof rows)[number], verb: string) => {
    await client.query(
      `ALTER TABLE ${quoteTable(client, row)} ${verb} TRIGGER ${client.escapeIdentifier(row.trigger)}`,
    )
  }
  for (const row of triggers) await alter(row, 'DISABLE')
  return async () => {
    for (const row of triggers) await alter(row, TRIGGER_STATES[row.state] ?? 'ENABLE')
  }
}

/** Keys among tables that refer to each other in a circle; putting them back checks every row. */
async function suspendBackwardKeys(client: Client, header: BackupHeader): Promise<() => Promise<void>> {
  const keys = listBackwardKeys(header.tables, await listForeignKeys(client))
  const tables = new Map(header.tables.map((table) => [nameTable(table), quoteTable(client, table)]))
  for (const { table, name } of keys) {
    await client.query(`ALTER TABLE ${tables.get(table)} DROP CONSTRAINT ${client.escapeIdentifier(name)}`)
  }
  return async () => {
    for (const { table, name, definition } of keys) {
      const quoted = client.escapeIdentifier(name)
      await client.query(`ALTER TABLE ${tables.get(table)} ADD CONSTRAINT ${quoted} ${definition}`)
    }
  }
}

function isGzipError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
}
