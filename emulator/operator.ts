import superjson from 'superjson'
import { z } from 'zod'
import { hostDto, hostRowDto } from '@/server/contracts/host'
import { poolListDto } from '@/server/contracts/pool'
import { tenantListDto } from '@/server/contracts/tenant'
import { enrolmentDto } from '@/server/contracts/token'
import { invitedDto, type inviteUserInput } from '@/server/contracts/user'
import { RefusedError, sendPatiently } from './http-answer'

/** Every procedure that the emulator asks for; nothing else in it knows their names. */
const PROCEDURES = {
  claim: 'setup.claim',
  inviteUser: 'users.invite',
  acceptInvite: 'invites.accept',
  createTenant: 'tenants.create',
  listTenants: 'tenants.list',
  createPool: 'pools.create',
  listPools: 'pools.list',
  createEnrolment: 'tokens.createEnrolment',
  listHosts: 'hosts.list',
  readHost: 'hosts.get',
  approveHost: 'hosts.approve',
  assignPool: 'hosts.assignPool',
} as const
/** What the demo needs to know of hosts: nothing else that a later Berth tells of them concerns it. */
const knownHost = hostDto.pick({ id: true, revision: true, pool: true })
const listedHosts = z.object({ items: z.array(hostRowDto.pick({ id: true, slug: true })) })

const SIGN_IN_PATH = '/api/auth/sign-in/email'

export interface Credentials {
  email: string
  password: string
}

/** A person in front of Berth, by HTTP: the same calls that the browser makes. */
export class Operator {
  readonly #berthUrl: string
  #cookie: string | null = null

  constructor(berthUrl: string) {
    this.#berthUrl = berthUrl
  }

  async claimSetup(input: Credentials & { code: string; name: string }): Promise<void> {
    await this.#mutate(PROCEDURES.claim, input)
  }

  /** @throws RefusedError 401 when nobody has this password */
  async signIn({ email, password }: Credentials): Promise<void> {
    const response = await this.#send(SIGN_IN_PATH, {
      method: 'POST',
      body: JSON.stringify({ email, password }),
    })
    if (!response.ok)
      throw new RefusedError(response.status, null, `${response.status} signing in as ${email}`)
    this.#cookie = response.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';', 1)[0])
      .join('; ')
    await response.body?.cancel()
  }

  /** The invitation's token, which the link carries. */
  async inviteUser(input: z.input<typeof inviteUserInput>): Promise<string> {
    const { link } = invitedDto.parse(await this.#mutate(PROCEDURES.inviteUser, input))
    return readLinkToken(link)
  }

  async acceptInvite(input: { token: string; password: string }): Promise<void> {
    await this.#mutate(PROCEDURES.acceptInvite, input)
  }

  /** The tenant of this slug, made when it is not there. */
  async ensureTenant(slug: string, name: string): Promise<string> {
    const find = async () =>
      tenantListDto.parse(await this.#query(PROCEDURES.listTenants)).find((tenant) => tenant.slug === slug)
    const existing = await find()
    if (existing) return existing.id
    await this.#mutate(PROCEDURES.createTenant, { slug, name })
    const created = await find()
    if (!created) throw new Error(`The tenant ${slug} was created and is not listed`)
    return created.id
  }

  /** The pool of this slug, made when it is not there. */
  async ensurePool(slug: string, name: string, poolClass: string): Promise<string> {
    const find = async () =>
      poolListDto.parse(await this.#query(PROCEDURES.listPools)).find((pool) => pool.slug === slug)
    const existing = await find()
    if (existing) return existing.id
    await this.#mutate(PROCEDURES.createPool, { slug, name, class: poolClass })
    const created = await find()
    if (!created) throw new Error(`The pool ${slug} was created and is not listed`)
    return created.id
  }

  /** An enrolment token for many hosts, each of which waits for approval. */
  async createBulkEnrolment(label: string, maxHosts: number): Promise<string> {
    const input = { kind: 'bulk', label, expiresInHours: 1, maxHosts }
    return enrolmentDto.parse(await this.#mutate(PROCEDURES.createEnrolment, input)).secret
  }

  async listPendingHosts(): Promise<{ id: string; slug: string }[]> {
    return listedHosts.parse(await this.#query(PROCEDURES.listHosts, { state: 'pendingApproval' })).items
  }

  async approveHost(hostId: string): Promise<void> {
    await this.#mutate(PROCEDURES.approveHost, { hostId })
  }

  /** Does nothing where the host is in a pool already: somebody may have moved it. */
  async putIntoPool(slug: string, poolId: string): Promise<void> {
    const host = knownHost.parse(await this.#query(PROCEDURES.readHost, { slug }))
    if (host.pool) return
    await this.#mutate(PROCEDURES.assignPool, { hostId: host.id, revision: host.revision, poolId })
  }

  async #query(procedure: string, input?: unknown): Promise<unknown> {
    const query =
      input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(superjson.serialize(input)))}`
    return readAnswer(procedure, await this.#send(`/api/trpc/${procedure}${query}`, { method: 'GET' }))
  }

  async #mutate(procedure: string, input: unknown): Promise<unknown> {
    const body = JSON.stringify(superjson.serialize(input))
    return readAnswer(procedure, await this.#send(`/api/trpc/${procedure}`, { method: 'POST', body }))
  }

  async #send(path: string, init: { method: string; body?: string }): Promise<Response> {
    return sendPatiently(`${this.#berthUrl}${path}`, {
      ...init,
      headers: {
        // What a browser on one of Berth's pages would send; without it a write with a cookie is refused.
        origin: new URL(this.#berthUrl).origin,
        ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.#cookie === null ? {} : { cookie: this.#cookie }),
      },
    })
  }
}

type TrpcAnswer = {
  result?: { data?: Parameters<typeof superjson.deserialize>[0] }
  error?: { json?: { message?: string; data?: { reason?: { code?: string } | null } } }
}

async function readAnswer(procedure: string, response: Response): Promise<unknown> {
  const text = await response.text()
  const answer = parseJson(text)
  if (response.ok && answer?.result?.data) return superjson.deserialize(answer.result.data)
  const error = answer?.error?.json
  const message = `${procedure}: ${response.status} ${error?.message ?? text.slice(0, 200)}`
  throw new RefusedError(response.status, error?.data?.reason?.code ?? null, message)
}

function parseJson(text: string): TrpcAnswer | null {
  try {
    return JSON.parse(text) as TrpcAnswer
  } catch {
    return null
  }
}

/** The secret at the end of an invitation's link, wherever the link carries it. */
export function readLinkToken(link: string): string {
  const url = new URL(link)
  const inHash = new URLSearchParams(url.hash.slice(1)).get('token') ?? url.hash.slice(1)
  return (url.searchParams.get('token') ?? inHash) || (url.pathname.split('/').at(-1) ?? '')
}
