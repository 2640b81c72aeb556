import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { drizzle } from 'drizzle-orm/node-postgres'
import { Pool } from 'pg'
import * as schema from './schema'

export type Database = NodePgDatabase<typeof schema>
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0]
/** What a query needs: the database, or the transaction it runs in. */
export type Queryable = Database | Transaction

export interface OpenDatabase {
  db: Database
  pool: Pool
  close(): Promise<void>
}

/**
 * A pool of connections; nothing is opened until the first query. An idle connection that dies (the server
 * restarted) must not take the process with it: the pool replaces it, the query that needed it is told.
 */
export function openDatabase(
  url: string,
  {
    maxConnections = 10,
    onIdleError,
  }: { maxConnections?: number; onIdleError?: (error: Error) => void } = {},
): OpenDatabase {
  const pool = new Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    // Ours too, for a server that no longer answers at all.
    query_timeout: 35_000,
    application_name: 'berth',
  })
  pool.on('error', (error) => onIdleError?.(error))
  // While a client is lent out the pool does not listen to it, and a connection that dies then reports itself twice:
  // to the query, which is told, and as an event, which without a listener would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return { db: drizzle(pool, { schema }), pool, close: () => pool.end() }
}
