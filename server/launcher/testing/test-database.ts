import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { inject } from 'vitest'
// Declares what `inject` gives.
import type { TestServer } from '@/server/launcher/testing/global-setup'

export type TestDatabase = {
  /** Connection of the runtime role, as web and worker have it. */
  url: string
  /** Connection of the role that owns the tables. */
  ownerUrl: string
  drop(): Promise<void>
}

/** A migrated, empty database of its own for one suite. Close every connection before or leave it to `drop`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server: TestServer = inject('testServer')
  const name = `t_${randomBytes(6).toString('hex')}`
  await runAsAdmin(
    server,
    `CREATE DATABASE ${name} TEMPLATE ${server.templateName} OWNER ${server.ownerRole}`,
  )
  const url = (role: string, password: string) => {
    const target = new URL(server.adminUrl)
    target.username = role
    target.password = password
    target.pathname = `/${name}`
    return target.href
  }
  return {
    url: url(server.appRole, server.appPassword),
    ownerUrl: url(server.ownerRole, server.ownerPassword),
    drop: () => runAsAdmin(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}

async function runAsAdmin(server: TestServer, statement: string): Promise<void> {
  const client = new Client({ connectionString: server.adminUrl })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
