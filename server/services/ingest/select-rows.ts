import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'

/**
 * Rows as one JSON parameter, for `insert into … select` and `update … from`. A delivery writes dozens of rows with
 * a dozen columns each: as hundreds of parameters, writing and reading the statement costs more than storing them.
 * What a row leaves out is null, not the column's default. Not for bytes, which JSON cannot hold.
 */
export function readRows<Table extends PgTable>(
  table: Table,
  rows: readonly NoInfer<Table['$inferInsert']>[],
): SQL {
  const columns = Object.entries(getTableColumns(table))
  const named = rows.map((row) =>
    Object.fromEntries(columns.map(([key, column]) => [column.name, row[key as keyof typeof row] ?? null])),
  )
  return sql`json_populate_recordset(null::${table}, ${JSON.stringify(named)}::json)`
}

/** What `insert(table).select()` takes, with the columns in the order it names them. */
export function selectRows<Table extends PgTable>(
  table: Table,
  rows: readonly NoInfer<Table['$inferInsert']>[],
): SQL {
  const columns = Object.values(getTableColumns(table)).map(({ name }) => sql.identifier(name))
  return sql`select ${sql.join(columns, sql`, `)} from ${readRows(table, rows)}`
}
