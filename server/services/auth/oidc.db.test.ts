import { desc, eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { account, auditEntry, roleGrant, user } from '@/db/schema'
import { handleAuthRequest } from '@/server/services/auth/handle-request'
import { REMOTE_ADDRESS_HEADER } from '@/server/services/session/remote-address'
import { type CrookedOidc, openCrookedOidc } from '@/server/services/testing/crooked-oidc'
import { type LoopbackOidc, openLoopbackOidc } from '@/server/services/testing/loopback-oidc'
import {
  ADMIN,
  BERTH_URL,
  openServiceWorld,
  readCookies,
  type ServiceWorld,
} from '@/server/services/testing/service-world'
import { setUserDisabled } from '@/server/services/users/set-disabled'

interface Journey {
  /** Where the browser ends up, below Berth's address. */
  landed: string
  cookie: string
}

/** What a browser does: asks Berth where to go, follows the provider's redirects, comes back with the code. */
async function signInBySso(
  world: ServiceWorld,
  options: { changeCallback?: (url: URL) => void } = {},
): Promise<Journey> {
  const start = await world.post('/sign-in/social', {
    provider: 'sso',
    callbackURL: '/hosts',
    errorCallbackURL: '/sign-in',
  })
  expect(start.status).toBe(200)
  const berthCookies = readCookies(start)
  const { url } = (await start.json()) as { url: string }
  const jar = new Map<string, string>()
  let at = url
  for (let hop = 0; !at.startsWith(BERTH_URL); hop += 1) {
    if (hop > 8) throw new Error(`The provider sends the browser in circles, last to ${at}`)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(at, { redirect: 'manual', headers: { cookie } })
    for (const set of answer.headers.getSetCookie()) {
      const [pair = ''] = set.split(';')
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    const location = answer.headers.get('location')
    if (!location) throw new Error(`The provider answered ${answer.status}: ${await answer.text()}`)
    at = new URL(location, at).href
  }
  const callback = new URL(at)
  options.changeCallback?.(callback)
  const headers = { cookie: berthCookies, [REMOTE_ADDRESS_HEADER]: '203.0.113.50' }
  const back = await handleAuthRequest(new Request(callback, { headers }), world.services)
  expect(back.status).toBe(302)
  const landed = new URL(back.headers.get('location') ?? '', BERTH_URL)
  return { landed: landed.pathname + landed.search, cookie: readCookies(back) }
}

const newestAudit = async (world: ServiceWorld) => {
  const [entry] = await world.services.db.select().from(auditEntry).orderBy(desc(auditEntry.seq)).limit(1)
  return entry
}

describe('single sign-on with a certified provider', () => {
  let world: ServiceWorld
  let provider: LoopbackOidc
  beforeAll(async () => {
    provider = await openLoopbackOidc(BERTH_URL)
    world = await openServiceWorld({ oidc: provider.environment })
  })
  afterAll(async () => {
    await world.close()
    await provider.close()
  })

  test('gives somebody new an account without any role', async () => {
    provider.person = { sub: 'new-1', email: 'New@Example.com', email_verified: true, name: 'Nora New' }
    const { landed, cookie } = await signInBySso(world)
    expect(landed).toBe('/hosts')
    const viewer = await world.viewerOf(cookie)
    expect(viewer.account).toMatchObject({
      name: 'Nora New',
      email: 'new@example.com',
      grants: [],
      permissions: ['public', 'self'],
    })
    expect(await newestAudit(world)).toMatchObject({
      action: 'session.signIn',
      outcome: 'applied',
      after: { method: 'sso' },
      remoteAddress: '203.0.113.50',
    })
    const created = await world.services.db
      .select()
      .from(auditEntry)
      .where(eq(auditEntry.action, 'user.create'))
    expect(created).toHaveLength(1)
  })

  test('finds the same account again, and keeps no keys of the provider', async () => {
    provider.person = { sub: 'again-1', email: 'again@example.com', email_verified: true, name: 'Ada Again' }
    await signInBySso(world)
    const { cookie } = await signInBySso(world)
    const people = await world.services.db.select().from(user).where(eq(user.email, 'again@example.com'))
    expect(people).toHaveLength(1)
    expect((await world.viewerOf(cookie)).account?.id).toBe(people[0]?.id)
    const accounts = await world.services.db.select().from(account).where(eq(account.accountId, 'again-1'))
    expect(accounts).toHaveLength(1)
    expect(accounts[0]).toMatchObject({
      providerId: 'sso',
      accessToken: null,
      refreshToken: null,
      idToken: null,
    })
  })

  test('joins an account that an administrator made when the provider says that the address is verified', async () => {
    const { userId, email } = await world.addPerson({
      grants: [{ role: 'viewer', scope: { scope: 'global' } }],
    })
    provider.person = { sub: 'known-1', email, email_verified: true }
    const { cookie } = await signInBySso(world)
    expect((await world.viewerOf(cookie)).account).toMatchObject({ id: userId, grants: [{ role: 'viewer' }] })
  })

  test('does not join an account on an address that the provider has not verified', async () => {
    const { userId, email } = await world.addPerson({ ...ADMIN, email: 'boss@example.com' })
    provider.person = { sub: 'impostor-1', email, email_verified: false }
    const { landed, cookie } = await signInBySso(world)
    expect(landed).toBe('/sign-in?error=account_not_linked')
    expect((await world.viewerOf(cookie)).principal.kind).toBe('anonymous')
    const accounts = await world.services.db.select().from(account).where(eq(account.userId, userId))
    expect(accounts.map(({ providerId }) => providerId)).toEqual(['credential'])
    expect(await newestAudit(world)).toMatchObject({ outcome: 'refused', reason: 'account_not_linked' })
  })

  test('does not let the true owner of an address into an account that somebody else took it for', async () => {
    provider.person = { sub: 'squatter-1', email: 'victim@example.com', email_verified: false }
    await signInBySso(world)
    provider.person = { sub: 'victim-1', email: 'victim@example.com', email_verified: true }
    expect((await signInBySso(world)).landed).toBe('/sign-in?error=account_not_linked')
  })

  test('is refused to a disabled account', async () => {
    const admin = await world.addPerson(ADMIN)
    provider.person = { sub: 'gone-1', email: 'gone@example.com', email_verified: true }
    const { cookie } = await signInBySso(world)
    const userId = (await world.viewerOf(cookie)).account?.id ?? ''
    await setUserDisabled({ ctx: admin.ctx, input: { userId, disabled: true } })
    const { landed, cookie: after } = await signInBySso(world)
    expect(landed).toMatch(/^\/sign-in\?error=ACCOUNT_DISABLED/)
    expect((await world.viewerOf(after)).principal.kind).toBe('anonymous')
  })

  test('is refused when the state is not the one of this browser', async () => {
    provider.person = { sub: 'forged-1', email: 'forged@example.com', email_verified: true }
    const { landed, cookie } = await signInBySso(world, {
      changeCallback: (url) => url.searchParams.set('state', 'of-somebody-else'),
    })
    expect(landed).toMatch(/error=/)
    expect((await world.viewerOf(cookie)).principal.kind).toBe('anonymous')
  })

  test('cannot be replaced by a token that the browser brings along', async () => {
    const answer = await world.post('/sign-in/social', { provider: 'sso', idToken: { token: 'e30.e30.e30' } })
    expect(answer.status).toBe(400)
    expect(answer.headers.getSetCookie()).toEqual([])
  })

  test('left every account that it made without a role', async () => {
    const rows = await world.services.db
      .select({ role: roleGrant.role, providerId: account.providerId, email: user.email })
      .from(user)
      .innerJoin(account, eq(account.userId, user.id))
      .leftJoin(roleGrant, eq(roleGrant.userId, user.id))
      .where(eq(account.providerId, 'sso'))
    const made = rows.filter(({ email }) => !email.startsWith('person'))
    expect(made.length).toBeGreaterThan(3)
    expect(made.every(({ role }) => role === null)).toBe(true)
  })
})

describe('single sign-on with a provider that is not to be trusted', () => {
  let world: ServiceWorld
  let provider: CrookedOidc
  beforeEach(async () => {
    provider = await openCrookedOidc()
    world = await openServiceWorld({ oidc: provider.environment })
  })
  afterEach(async () => {
    await world.close()
    await provider.close()
  })

  test('succeeds while that provider is honest, so that the refusals below mean something', async () => {
    expect((await signInBySso(world)).landed).toBe('/hosts')
  })

  test.each(['wrongNonce', 'noNonce', 'wrongKey', 'wrongAudience', 'wrongIssuer', 'expired'] as const)(
    'is refused on an identity token with: %s',
    async (crookedness) => {
      provider.crookedness = crookedness
      const { landed, cookie } = await signInBySso(world)
      expect(landed).toMatch(/^\/sign-in\?error=/)
      expect((await world.viewerOf(cookie)).principal.kind).toBe('anonymous')
      expect(await world.services.db.select().from(user)).toHaveLength(0)
    },
  )

  test('is refused when the provider says that it is another issuer', async () => {
    provider.claimedIssuer = 'https://elsewhere.example'
    const answer = await world.post('/sign-in/social', { provider: 'sso', callbackURL: '/' })
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ code: 'ISSUER_MISMATCH' })
  })

  test('does not hold up passwords while the provider is down, and works again when it is back', async () => {
    provider.isDown = true
    const { email } = await world.addPerson({ hasPassword: true })
    expect((await world.signIn(email)).status).toBe(200)
    expect(provider.discoveryCount).toBe(0)
    const down = await world.post('/sign-in/social', { provider: 'sso', callbackURL: '/' })
    expect(down.status).toBe(503)
    expect(await down.json()).toMatchObject({ code: 'SSO_UNAVAILABLE' })
    provider.isDown = false
    expect((await signInBySso(world)).landed).toBe('/hosts')
  })
})
