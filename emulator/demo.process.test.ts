import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import superjson from 'superjson'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type DemoArgs, prepareDemo, reportOnce } from './demo'
import { PEOPLE, POOLS } from './demo-people'
import { DemoStateFile } from './demo-state'
import { ESTATE } from './layouts/estate'

let folder: string
let berth: EmptyBerth
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'berth-demo-'))
  berth = await EmptyBerth.start()
})
afterEach(async () => {
  await berth.stop()
  await rm(folder, { recursive: true })
})

async function startDemo(said: string[] = [], estate = ESTATE): Promise<DemoArgs> {
  const args = {
    berthUrl: berth.url,
    setupCode: berth.isClaimed ? null : 'one-time-code',
    file: await DemoStateFile.open(join(folder, 'state.json'), undefined),
    estate,
    say: (line: string) => said.push(line),
    signal: new AbortController().signal,
  }
  await prepareDemo(args)
  return args
}

test('an empty Berth gets an operator, a person per role, every host approved in its pool, and three bundles each', async () => {
  const said: string[] = []
  await startDemo(said)
  expect(berth.people).toEqual(PEOPLE.map(({ email }) => email))
  expect([...berth.hosts.values()].map(({ state }) => state)).toEqual(ESTATE.map(() => 'enrolled'))
  expect([...berth.hosts.values()].map(({ bundles }) => bundles)).toEqual(ESTATE.map(() => 3))
  expect([...berth.hosts.values()].filter(({ poolId }) => poolId)).toHaveLength(
    POOLS.flatMap(({ hosts }) => hosts).length,
  )
  expect(said.at(-1)).toContain('admin@berth.example')
  for (const { email } of PEOPLE) expect(said.at(-1)).toContain(email)
  expect((await stat(join(folder, 'state.json'))).mode & 0o777).toBe(0o600)
})

test('a later start changes nothing and prints the same sign-ins; reporting goes on under the same tokens', async () => {
  const first: string[] = []
  const second: string[] = []
  await startDemo(first)
  const writes = berth.writes.length
  const args = await startDemo(second)
  expect(berth.writes).toHaveLength(writes)
  expect(second).toEqual([first.at(-1)])

  await reportOnce(args)
  await reportOnce(args, 'pulse')
  expect([...berth.hosts.values()].map(({ bundles }) => bundles)).toEqual(ESTATE.map(() => 4))
  expect([...berth.hosts.values()].map(({ pulses }) => pulses)).toEqual(ESTATE.map(() => 1))
})

test('a start that was cut off anywhere is completed by the next one, without anything twice', async () => {
  // Two light hosts: a start is cut off at each of its writes.
  const estate = ESTATE.slice(3, 5)
  let cutCount = 0
  for (let allowed = 0; allowed < 70; allowed++) {
    await berth.stop()
    berth = await EmptyBerth.start()
    await rm(join(folder, 'state.json'), { force: true })
    berth.writesAllowed = allowed
    const failure = await startDemo([], estate).then(
      () => null,
      (error: unknown) => error,
    )
    if (failure === null) break
    cutCount += 1
    berth.writesAllowed = Number.POSITIVE_INFINITY
    await startDemo([], estate)
    expect(berth.people, `cut after ${allowed}`).toEqual(PEOPLE.map(({ email }) => email))
    expect(
      [...berth.hosts.values()].map(({ bundles }) => bundles),
      `cut after ${allowed}`,
    ).toEqual(estate.map(() => 3))
    expect([...berth.hosts.values()].every(({ state }) => state === 'enrolled')).toBe(true)
    expect([...berth.hosts.values()].filter(({ poolId }) => poolId)).toHaveLength(1)
  }
  expect(cutCount).toBeGreaterThan(25)
})

test('a Berth with an operator of its own is left alone, and the demo says why', async () => {
  berth.isClaimed = true
  await expect(startDemo()).rejects.toThrow('already has an operator')
  expect(berth.writes.filter((path) => !path.includes('sign-in'))).toEqual([])
  expect(JSON.parse(await readFile(join(folder, 'state.json'), 'utf8'))).toMatchObject({
    users: [],
    hosts: {},
  })
})

interface FakeHost {
  id: string
  slug: string
  token: string
  state: 'pendingApproval' | 'enrolled'
  poolId: string | null
  bundles: number
  pulses: number
}

/** Answers like Berth where the demo asks, and remembers. */
class EmptyBerth {
  isClaimed = false
  /** After so many writes the next one is refused with 418: the moment at which a start is cut off. */
  writesAllowed = Number.POSITIVE_INFINITY
  readonly writes: string[] = []
  readonly people: string[] = []
  readonly hosts = new Map<string, FakeHost>()
  readonly #lists: Record<'tenants' | 'pools', Record<string, unknown>[]> = { tenants: [], pools: [] }
  readonly #invites = new Map<string, string>()
  #password: string | null = null
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response))

  static async start(): Promise<EmptyBerth> {
    const berth = new EmptyBerth()
    await new Promise<void>((resolve) => {
      berth.#server.listen(0, '127.0.0.1', resolve)
    })
    return berth
  }

  get url(): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('not listening')
    return `http://127.0.0.1:${address.port}`
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve())
      this.#server.closeAllConnections()
    })
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request)
    const url = new URL(request.url ?? '', this.url)
    if (request.method === 'POST') {
      if (this.writes.length >= this.writesAllowed) return void response.writeHead(418).end('{}')
      this.writes.push(url.pathname)
    }
    const bearer = request.headers.authorization?.slice('Bearer '.length) ?? ''
    if (url.pathname === '/api/enrol')
      return this.#enrol(new URLSearchParams(body.toString()), bearer, response)
    if (url.pathname === '/api/ingest') return this.#ingest(bearer, body, response)
    const input = url.searchParams.get('input') ?? body.toString()
    const data = input === '' ? undefined : (JSON.parse(input) as Parameters<typeof superjson.deserialize>[0])
    if (url.pathname.startsWith('/api/auth/'))
      return this.#signIn(data as unknown as { password: string }, response)
    const output = this.#call(url.pathname.slice('/api/trpc/'.length), data && superjson.deserialize(data))
    if (output === 'conflict') {
      const error = { json: { message: 'taken', data: { reason: { code: 'emailTaken' } } } }
      return void response.writeHead(409).end(JSON.stringify({ error }))
    }
    response.end(JSON.stringify({ result: { data: superjson.serialize(output) } }))
  }

  #signIn({ password }: { password: string }, response: ServerResponse): void {
    const isRight = this.#password === password
    response.writeHead(isRight ? 200 : 401, { 'set-cookie': 'berth.session_token=abc; Path=/' }).end('{}')
  }

  #enrol(form: URLSearchParams, bearer: string, response: ServerResponse): void {
    if (!bearer.startsWith('bulk')) return void response.writeHead(401).end('{}')
    const slug = form.get('hostname') ?? ''
    const host = this.hosts.get(slug)
    const token = `host-${slug}`
    this.hosts.set(
      slug,
      host ?? {
        id: randomUUID(),
        slug,
        token,
        state: 'pendingApproval',
        poolId: null,
        bundles: 0,
        pulses: 0,
      },
    )
    response.writeHead(201).end(`token=${token}\nhost=${slug}\nstate=pendingApproval\n`)
  }

  #ingest(bearer: string, body: Buffer, response: ServerResponse): void {
    const host = [...this.hosts.values()].find(({ token }) => token === bearer)
    if (host?.state !== 'enrolled') return void response.writeHead(403).end('{"code":"hostPendingApproval"}')
    if (gunzipSync(body).includes('\nkind=pulse\n')) host.pulses += 1
    else host.bundles += 1
    response.end('{"result":"accepted","parts":[]}')
  }

  #call(procedure: string, input: unknown): unknown {
    const given = (input ?? {}) as Record<string, string>
    const now = new Date()
    switch (procedure) {
      case 'setup.claim':
        this.isClaimed = true
        this.#password = given.password ?? null
        return { email: given.email }
      case 'users.invite': {
        const email = given.email ?? ''
        if (this.people.includes(email) || [...this.#invites.values()].includes(email)) return 'conflict'
        const token = `invite-${email}`
        this.#invites.set(token, email)
        return { userId: email, link: `${this.url}/invite/${token}`, expiresAt: now }
      }
      case 'invites.accept':
        if (!this.#invites.has(given.token ?? '')) return 'conflict'
        this.people.push(this.#invites.get(given.token ?? '') ?? 'unknown')
        this.#invites.delete(given.token ?? '')
        return { email: 'x' }
      case 'tenants.list':
      case 'pools.list':
        return this.#lists[procedure === 'tenants.list' ? 'tenants' : 'pools']
      case 'tenants.create':
        this.#lists.tenants.push({ id: randomUUID(), ...given, createdAt: now })
        return null
      case 'pools.create':
        this.#lists.pools.push({ id: randomUUID(), ...given, mode: 'observe', hostCount: 0, createdAt: now })
        return null
      case 'tokens.createEnrolment':
        return {
          tokenId: randomUUID(),
          secret: `bulk-${randomUUID()}`,
          expiresAt: now,
          lines: { curl: '', wget: '' },
          plainHttpWarning: false,
        }
      case 'hosts.list':
        return {
          items: [...this.hosts.values()]
            .filter(({ state }) => state === given.state)
            .map((host) => describeRow(host)),
          nextCursor: null,
          totalCount: null,
        }
      case 'hosts.get':
        return describeHost(this.#find((host) => host.slug === given.slug))
      case 'hosts.approve':
        this.#find((host) => host.id === given.hostId).state = 'enrolled'
        return null
      case 'hosts.assignPool':
        this.#find((host) => host.id === given.hostId).poolId = given.poolId ?? null
        return null
      default:
        throw new Error(`the demo asked for ${procedure}`)
    }
  }

  #find(isIt: (host: FakeHost) => boolean): FakeHost {
    const host = [...this.hosts.values()].find(isIt)
    if (!host) throw new Error('no such host')
    return host
  }
}

function describeRow({ id, slug, state, poolId }: FakeHost) {
  return { id, slug, hostname: slug, state, pool: poolId === null ? null : { id: poolId, slug: 'pool' } }
}

function describeHost(host: FakeHost) {
  return { ...describeRow(host), revision: 1 }
}
