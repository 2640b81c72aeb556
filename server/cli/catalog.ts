import type { Client } from 'pg'
import type { BackupSequence, BackupTable } from '@/server/cli/backup-format'

/** A reference from one table to another, in names as `schema.name`. */
export type ForeignKey = { name: string; table: string; target: string; definition: string }

export function nameTable({ schema, name }: { schema: string; name: string }): string {
  return `${schema}.${name}`
}

/** The tables with rows of Berth, without the record of migrations: that one is compared, not copied. */
export async function listTables(client: Client): Promise<BackupTable[]> {
  const { rows } = await client.query<BackupTable>(
    `SELECT n.nspname AS schema, c.relname AS name,
            array_agg(a.attname::text ORDER BY a.attnum) AS columns
       FROM pg_class c
       JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'drizzle')
      GROUP BY 1, 2 ORDER BY 1, 2`,
  )
  return rows
}

export async function listForeignKeys(client: Client): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `SELECT k.conname AS name, pg_get_constraintdef(k.oid) AS definition,
            format('%s.%s', fn.nspname, f.relname) AS table, format('%s.%s', tn.nspname, t.relname) AS target
       FROM pg_constraint k
       JOIN pg_class f ON f.oid = k.conrelid JOIN pg_namespace fn ON fn.oid = f.relnamespace
       JOIN pg_class t ON t.oid = k.confrelid JOIN pg_namespace tn ON tn.oid = t.relnamespace
      WHERE k.contype = 'f' AND k.conparentid = 0 AND fn.nspname <> 'drizzle'
      ORDER BY 3, 1`,
  )
  return rows
}

/** Where each sequence stands. Values are text: they are 64-bit. */
export async function listSequences(client: Client): Promise<BackupSequence[]> {
  const { rows } = await client.query<{ schema: string; name: string }>(
    `SELECT schemaname AS schema, sequencename AS name FROM pg_sequences WHERE schemaname <> 'drizzle' ORDER BY 1, 2`,
  )
  const sequences: BackupSequence[] = []
  for (const { schema, name } of rows) {
    const state = await client.query<{ last_value: string; is_called: boolean }>(
      `SELECT last_value::text, is_called FROM ${quoteTable(client, { schema, name })}`,
    )
    const row = state.rows[0]
    if (row) sequences.push({ schema, name, lastValue: row.last_value, isCalled: row.is_called })
  }
  return sequences
}

export function quoteTable(client: Client, { schema, name }: { schema: string; name: string }): string {
  return `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`
}

/** Orders tables so that each comes after those it refers to; where they refer in a circle, by name. */
export function orderByReference(
  tables: readonly BackupTable[],
  keys: readonly Pick<ForeignKey, 'table' | 'target'>[],
): BackupTable[] {
  const ordered: BackupTable[] = []
  let waiting = [...tables]
  while (waiting.length > 0) {
    const names = new Set(waiting.map(nameTable))
    const blocked = new Set(
      keys.filter(({ table, target }) => table !== target && names.has(target)).map(({ table }) => table),
    )
    const free = waiting.filter((table) => !blocked.has(nameTable(table)))
    const next = free.length > 0 ? free : waiting.slice(0, 1)
    ordered.push(...next)
    waiting = waiting.filter((table) => !next.includes(table))
  }
  return ordered
}

/** The keys that no order of loading satisfies: the target is loaded after the table that refers to it. */
export function listBackwardKeys(tables: readonly BackupTable[], keys: readonly ForeignKey[]): ForeignKey[] {
  const position = new Map(tables.map((table, index) => [nameTable(table), index]))
  return keys.filter(({ table, target }) => (position.get(target) ?? -1) > (position.get(table) ?? -1))
}
