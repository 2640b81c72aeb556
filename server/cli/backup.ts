import { createWriteStream } from 'node:fs'
import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Client } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import {
  BACKUP_FORMAT,
  type BackupHeader,
  type BackupTable,
  END_OF_TABLE,
  encodeFrame,
} from '@/server/cli/backup-format'
import {
  listForeignKeys,
  listSequences,
  listTables,
  orderByReference,
  quoteTable,
} from '@/server/cli/catalog'
import { CommandError } from '@/server/cli/command-error'
import { openDatabaseTarget, withClient } from '@/server/cli/database-target'
import type { Environment } from '@/server/config/env'
import { listAppliedMigrations } from '@/server/launcher/migrate'

export type BackupArgs = { file: string; environment: Environment }
export type BackupResult = { file: string; tableCount: number; rowCount: number; description: string }

/**
 * Copies every table as of one moment into a file, while Berth runs or not. The file holds password hashes: it is
 * readable by its owner only, and appears under its name when it is whole.
 */
export async function backUp({ file, environment }: BackupArgs): Promise<BackupResult> {
  const path = resolve(file)
  if (await stat(path).catch(() => null))
    throw new CommandError(`${path} exists already; choose another name`)
  const target = await openDatabaseTarget({ environment, what: 'berth backup', mayCreate: false })
  try {
    return await withClient(target.ownerUrl, async (client) => {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY')
      const header = await describeBackup(client)
      const rowCounts = await writeFileWhole(path, client, header)
      await client.query('COMMIT')
      const rowCount = rowCounts.reduce((sum, count) => sum + count, 0)
      return { file: path, tableCount: header.tables.length, rowCount, description: target.description }
    })
  } finally {
    await target.close()
  }
}

async function describeBackup(client: Client): Promise<BackupHeader> {
  const migrations = await listAppliedMigrations(client)
  if (migrations.length === 0) throw new CommandError('This database holds no Berth yet: nothing to back up')
  const manifest: unknown = JSON.parse(await readFile('package.json', 'utf8'))
  return {
    format: BACKUP_FORMAT,
    berthVersion: (manifest as { version: string }).version,
    createdAt: new Date().toISOString(),
    migrations,
    tables: orderByReference(await listTables(client), await listForeignKeys(client)),
    sequences: await listSequences(client),
  }
}

async function writeFileWhole(path: string, client: Client, header: BackupHeader): Promise<number[]> {
  const partial = `${path}.partial`
  const rowCounts: number[] = []
  try {
    const content = Readable.from(produceBackup(client, header, rowCounts), { objectMode: false })
    await pipeline(content, createGzip(), createWriteStream(partial, { mode: 0o600 }))
    await syncFile(partial)
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
  return rowCounts
}

async function* produceBackup(
  client: Client,
  header: BackupHeader,
  rowCounts: number[],
): AsyncGenerator<Buffer> {
  yield Buffer.from(`${JSON.stringify(header)}\n`)
  for (const table of header.tables) {
    const rows = client.query(copyTo(`COPY ${listColumns(client, table)} TO STDOUT`))
    for await (const chunk of rows) yield encodeFrame(chunk as Buffer)
    rowCounts.push(rows.rowCount)
    yield END_OF_TABLE
  }
  yield Buffer.from(`${JSON.stringify({ rowCounts })}\n`)
}

/** A table with its columns by name: their order may differ after migrations in another sequence. */
export function listColumns(client: Client, table: BackupTable): string {
  return `${quoteTable(client, table)} (${table.columns.map((name) => client.escapeIdentifier(name)).join(', ')})`
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+')
  await handle.sync()
  await handle.close()
}
