import type { z } from 'zod'
import type { ServerEnvironment } from '@/server/config/env'
import { parseEnvironment } from '@/server/config/env'
import type { roleAndScope } from '@/server/contracts/user'
// The one place where services look down at the launcher: it is what starts PostgreSQL for tests.
// oxlint-disable-next-line no-restricted-imports
import { createTestDatabase, type TestDatabase } from '@/server/launcher/testing/test-database'
import { handleAuthRequest } from '@/server/services/auth/handle-request'
import type { ServiceContext } from '@/server/services/context'
import { openServices, type Services } from '@/server/services/open'
import { listPermissions, readViewer } from '@/server/services/session/read-viewer'
import { REMOTE_ADDRESS_HEADER } from '@/server/services/session/remote-address'
import { NOBODY, type Viewer } from '@/server/services/session/viewer'
import { loadGrants, toCoreGrant } from '@/server/services/users/load-grants'
import { insertGrant } from '@/server/services/users/write-grant'
import { insertUser, setPassword } from '@/server/services/users/write-user'

export const PASSWORD = 'correct horse battery'
export const BERTH_URL = 'http://localhost:3000'

interface PersonSpec {
  name?: string
  email?: string
  grants?: z.output<typeof roleAndScope>[]
  /** A way to sign in; without it the person is invited only. */
  hasPassword?: boolean
}

export interface ServiceWorld {
  services: Services
  database: TestDatabase
  nobody: ServiceContext
  addPerson(
    spec?: PersonSpec,
  ): Promise<{ viewer: Viewer; ctx: ServiceContext; userId: string; email: string }>
  /** Posts to better-auth as a browser on this address would. */
  post(
    path: string,
    body: unknown,
    options?: { address?: string; cookie?: string; origin?: string },
  ): Promise<Response>
  signIn(
    email: string,
    options?: { password?: string; address?: string },
  ): Promise<{ status: number; cookie: string }>
  viewerOf(cookie: string): Promise<Viewer>
  close(): Promise<void>
}

/** The cookies of an answer, as a browser would send them back. */
export function readCookies(answer: Response): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

/** Services on a database of their own, and people to call them as. */
export async function openServiceWorld(overrides: Partial<ServerEnvironment> = {}): Promise<ServiceWorld> {
  const database = await createTestDatabase()
  process.env.BERTH_LOG_LEVEL ??= 'silent'
  const environment = { ...parseEnvironment({}), url: BERTH_URL }
  const services = openServices({
    ...environment,
    databaseUrl: database.url,
    secret: 'a secret that is only ever used in tests',
    ...overrides,
  })
  const nobody = services.contextFor(NOBODY, '203.0.113.9')
  let personCount = 0

  const addPerson: ServiceWorld['addPerson'] = async (spec = {}) => {
    personCount += 1
    const { name = `Person ${personCount}`, email = `person${personCount}@example.com`, grants = [] } = spec
    const created = await services.db.transaction(async (tx) => {
      const row = await insertUser({ ctx: nobody, tx, email, name })
      if (spec.hasPassword ?? false)
        await setPassword({ ctx: nobody, tx, userId: row.id, password: PASSWORD })
      for (const grant of grants) await insertGrant({ ctx: nobody, tx, userId: row.id, grant })
      return row
    })
    const held = (await loadGrants(services.db, [created.id])).get(created.id) ?? []
    const principal = { kind: 'human', id: created.id, label: name, grants: held.map(toCoreGrant) } as const
    const viewer: Viewer = {
      principal,
      actor: { kind: 'human', id: created.id, label: name },
      account: { id: created.id, name, email, grants: held, permissions: listPermissions(principal) },
      sessionId: null,
    }
    return { viewer, ctx: services.contextFor(viewer, '203.0.113.1'), userId: created.id, email }
  }

  const post: ServiceWorld['post'] = (path, body, options = {}) => {
    const { address = '203.0.113.1', cookie, origin = environment.url } = options
    return handleAuthRequest(
      new Request(`${environment.url}/api/auth${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          origin,
          [REMOTE_ADDRESS_HEADER]: address,
          ...(cookie ? { cookie } : {}),
        },
        body: JSON.stringify(body),
      }),
      services,
    )
  }

  return {
    services,
    database,
    nobody,
    addPerson,
    post,
    signIn: async (email, { password = PASSWORD, address = '203.0.113.1' } = {}) => {
      const answer = await post('/sign-in/email', { email, password }, { address })
      return { status: answer.status, cookie: readCookies(answer) }
    },
    viewerOf: (cookie) => readViewer(new Headers({ cookie }), { from: services }),
    close: async () => {
      await services.close()
      await database.drop()
    },
  }
}

export const ADMIN: PersonSpec = {
  grants: [{ role: 'admin', scope: { scope: 'global' } }],
  hasPassword: true,
}
