import { type Database, type OpenDatabase, openDatabase } from '@/db/client'
import { readServerEnvironment, type ServerEnvironment } from '@/server/config/env'
import { openLog } from '@/server/config/log'
import { type Auth, createAuth } from '@/server/services/auth/auth'
import type { ServiceContext } from '@/server/services/context'
import { describeError } from '@/server/services/describe-error'
import { newId } from '@/server/services/new-id'
import type { Viewer } from '@/server/services/session/viewer'

export interface Services {
  environment: ServerEnvironment
  database: OpenDatabase
  db: Database
  auth: Auth
  /** What a verb is given when this viewer asks. */
  contextFor(viewer: Pick<Viewer, 'principal' | 'actor'>, remoteAddress: string | null): ServiceContext
  /** What a verb is given when Berth itself asks; it holds no permission, so only unguarded verbs take it. */
  systemContext(label: string): ServiceContext
  close(): Promise<void>
}

/** Makes the services of one process. Nothing connects before the first query. */
export function openServices(environment: ServerEnvironment): Services {
  const databaseLog = openLog('database')
  const database = openDatabase(environment.databaseUrl, {
    onIdleError: (error) => databaseLog.warn({ err: describeError(error) }, 'an idle connection was lost'),
  })
  const { db } = database
  const contextFor: Services['contextFor'] = ({ principal, actor }, remoteAddress) => {
    return { db, principal, actor, remoteAddress, now: () => new Date(), newId }
  }
  const log = openLog('auth')
  return {
    environment,
    database,
    db,
    auth: createAuth({
      db,
      environment,
      log: (level, message, details = {}) => log[level](details, message),
    }),
    contextFor,
    systemContext: (label) => {
      return contextFor(
        { principal: { kind: 'anonymous' }, actor: { kind: 'system', id: null, label } },
        null,
      )
    },
    close: () => database.close(),
  }
}

// Next bundles pages, route handlers and instrumentation apart, each with its own copy of this module; the
// process is to have one pool of connections all the same.
const slot = Symbol.for('berth.services')
const holder = globalThis as typeof globalThis & { [slot]?: Services }

export function services(): Services {
  holder[slot] ??= openServices(readServerEnvironment())
  return holder[slot]
}

/** Makes these the services of the process: what a test opened is then what route handlers find. */
export function provideServices(opened: Services): void {
  holder[slot] = opened
}
