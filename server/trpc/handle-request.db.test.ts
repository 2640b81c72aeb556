import { eq } from 'drizzle-orm'
import superjson from 'superjson'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { session } from '@/db/schema'
import { changeHub } from '@/server/services/changes/hub'
import { provideServices } from '@/server/services/open'
import { createTenant } from '@/server/services/tenants/create'
import {
  ADMIN,
  BERTH_URL,
  openServiceWorld,
  type ServiceWorld,
} from '@/server/services/testing/service-world'
import { createApiKey } from '@/server/services/tokens/create-api-key'
import { handleTrpcRequest } from './handle-request'

let world: ServiceWorld
let admin: Awaited<ReturnType<ServiceWorld['addPerson']>>
let adminCookie: string

beforeAll(async () => {
  world = await openServiceWorld()
  provideServices(world.services)
  admin = await world.addPerson(ADMIN)
  adminCookie = (await world.signIn(admin.email)).cookie
})
afterAll(async () => {
  await changeHub().close()
  await world.close()
})

interface Answer {
  status: number
  headers: Headers
  data: unknown
  error: {
    message: string
    data: { code: string; reason: { code: string } | null; errorId: string | null }
  } | null
}

async function read(answer: Response): Promise<Answer> {
  const body = (await answer.json()) as { result?: { data: never }; error?: never }
  const { status, headers } = answer
  return {
    status,
    headers,
    data: body.result ? superjson.deserialize(body.result.data) : null,
    error: body.error ? superjson.deserialize(body.error) : null,
  }
}

async function query(path: string, headers: Record<string, string>, input?: unknown): Promise<Answer> {
  const url = new URL(`${BERTH_URL}/api/trpc/${path}`)
  if (input !== undefined) url.searchParams.set('input', JSON.stringify(superjson.serialize(input)))
  return read(await handleTrpcRequest(new Request(url, { headers }), world.services))
}

async function mutate(path: string, headers: Record<string, string>, input: unknown): Promise<Answer> {
  const request = new Request(`${BERTH_URL}/api/trpc/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(superjson.serialize(input)),
  })
  return read(await handleTrpcRequest(request, world.services))
}

describe('a question over HTTP', () => {
  test('is answered to whoever the cookie says, and kept in no cache', async () => {
    const answer = await query('viewer.get', { cookie: adminCookie })
    expect(answer).toMatchObject({ status: 200, data: { id: admin.userId, grants: [{ role: 'admin' }] } })
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test('without a session is unauthorised, with the reason as a code', async () => {
    const { status, error } = await query('hosts.list', {}, {})
    expect(status).toBe(401)
    expect(error?.data).toMatchObject({ code: 'UNAUTHORIZED', reason: { code: 'signInNeeded' } })
  })

  test('of a tenant member about hosts, users or the log is forbidden', async () => {
    const tenant = await createTenant({ ctx: admin.ctx, input: { slug: 'ours', name: 'Ours' } })
    const grants = [{ role: 'tenantMember', scope: { scope: 'tenant', tenantId: tenant.id } } as const]
    const { email } = await world.addPerson({ grants, hasPassword: true })
    const { cookie } = await world.signIn(email)
    for (const path of [
      'hosts.list',
      'users.list',
      'audit.list',
      'overview.get',
      'findings.list',
      'tokens.list',
    ]) {
      const { status, error } = await query(path, { cookie }, {})
      expect([path, status, error?.data.reason?.code]).toEqual([path, 403, 'permissionMissing'])
    }
    expect((await query('tenants.list', { cookie })).data).toMatchObject([{ slug: 'ours' }])
  })

  test('with an API key is answered within its scopes and nowhere else', async () => {
    const { secret } = await createApiKey({
      ctx: admin.ctx,
      input: { label: 'ci', scopes: ['host:read'], expiresInDays: 1 },
    })
    const headers = { authorization: `Bearer ${secret}` }
    expect((await query('hosts.list', headers, {})).status).toBe(200)
    expect((await query('users.list', headers, {})).status).toBe(403)
    expect((await query('viewer.get', headers)).status).toBe(403)
    expect(
      (await query('hosts.list', { authorization: 'Bearer hunter2' }, {})).error?.data.reason?.code,
    ).toBe('tokenUnknown')
    // A bad key is not made good by a good cookie.
    expect((await query('hosts.list', { authorization: 'Basic eA==', cookie: adminCookie }, {})).status).toBe(
      401,
    )
  })

  test('that is malformed says what is wrong with which field', async () => {
    const { status, error } = await query('users.list', { cookie: adminCookie }, { limit: 100_000 })
    expect(status).toBe(400)
    expect(error?.data.reason).toMatchObject({ code: 'invalidInput', data: { issues: [{ path: 'limit' }] } })
    expect(error?.message).toMatch(/^limit: /)
  })

  test('after the session was prolonged carries the new cookie', async () => {
    const { email, userId } = await world.addPerson({ hasPassword: true })
    const { cookie } = await world.signIn(email)
    expect((await query('viewer.get', { cookie })).headers.getSetCookie()).toEqual([])
    const soon = new Date(Date.now() + 3600_000)
    await world.services.db.update(session).set({ expiresAt: soon }).where(eq(session.userId, userId))
    expect((await query('viewer.get', { cookie })).headers.getSetCookie().join()).toMatch(
      /berth\.session_token=/,
    )
    const [row] = await world.services.db.select().from(session).where(eq(session.userId, userId))
    expect(row?.expiresAt.getTime()).toBeGreaterThan(soon.getTime())
  })
})

describe('a change over HTTP', () => {
  const input = { slug: 'from-http', name: 'From HTTP', class: 'inference' }

  test.each([
    ['a page of another site', { origin: 'https://evil.example' }],
    ['a page without an origin', { origin: 'null' }],
    ['somewhere that does not say where, with a cookie', {}],
  ])('from %s is refused', async (_, headers: Record<string, string>) => {
    const { status, error } = await mutate('pools.create', { cookie: adminCookie, ...headers }, input)
    expect(status).toBe(403)
    expect(error?.data.reason?.code).toBe('originRefused')
  })

  test('from a page of Berth is made, and a second time refused as a conflict with its code', async () => {
    const headers = { cookie: adminCookie, origin: BERTH_URL }
    expect((await mutate('pools.create', headers, input)).data).toMatchObject({
      slug: 'from-http',
      mode: 'observe',
    })
    const again = await mutate('pools.create', headers, input)
    expect(again.status).toBe(409)
    expect(again.error?.data.reason).toEqual({ code: 'slugTaken', data: { slug: 'from-http' } })
  })

  test('of more than a megabyte is refused', async () => {
    const { status } = await handleTrpcRequest(
      new Request(`${BERTH_URL}/api/trpc/pools.create`, {
        method: 'POST',
        body: 'x'.repeat(1024 * 1024 + 1),
      }),
      world.services,
    )
    expect(status).toBe(413)
  })
})

describe('what goes wrong inside', () => {
  test('is told as an id that the log knows, never as what it was', async () => {
    const broken = {
      ...world.services,
      contextFor: () => {
        throw new Error('secret detail of the database')
      },
    }
    const request = new Request(`${BERTH_URL}/api/trpc/pools.list`, { headers: { cookie: adminCookie } })
    const answer = await read(await handleTrpcRequest(request, broken))
    expect(answer.status).toBe(500)
    expect(answer.error?.data.errorId).toMatch(/^[0-9a-f-]{36}$/)
    expect(answer.error?.message).toContain(answer.error?.data.errorId)
    expect(JSON.stringify(answer.error)).not.toMatch(/secret detail|stack|\.ts:/)
  })

  test('because the database is away is told as that, to be tried again', async () => {
    const away = {
      ...world.services,
      contextFor: () => {
        throw Object.assign(new Error('x'), { code: 'ECONNREFUSED' })
      },
    }
    const request = new Request(`${BERTH_URL}/api/trpc/pools.list`, { headers: { cookie: adminCookie } })
    const answer = await read(await handleTrpcRequest(request, away))
    expect(answer.status).toBe(503)
    expect(answer.error?.data.reason?.code).toBe('databaseAway')
  })
})

test('the stream of changes opens as server-sent events and tells of a change that this viewer may know', async () => {
  const abort = new AbortController()
  const request = new Request(`${BERTH_URL}/api/trpc/changes.watch`, {
    headers: { cookie: adminCookie, accept: 'text/event-stream' },
    signal: abort.signal,
  })
  const answer = await handleTrpcRequest(request, world.services)
  expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/)
  expect(answer.headers.get('cache-control')).toBe('no-store, no-transform')
  expect(answer.headers.get('x-accel-buffering')).toBe('no')
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let heard = ''
  const hear = async (pattern: RegExp) => {
    while (!pattern.test(heard)) {
      const part = await reader?.read()
      if (!part || part.done) throw new Error(`The stream ended after: ${heard}`)
      heard += part.value
    }
  }
  await hear(/"kind":"ready"/)
  // The listener says "resync" once it is connected; only what comes after that is heard one by one.
  await hear(/"kind":"resync"/)
  const tenant = await createTenant({ ctx: admin.ctx, input: { slug: 'heard', name: 'Heard' } })
  await hear(new RegExp(`"topic":"tenant","id":"${tenant.id}"`))
  abort.abort()
  expect(changeHub().subscriberCount).toBe(0)
})
