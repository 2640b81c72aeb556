import { desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditEntry, session, user } from '@/db/schema'
import { handleAuthRequest } from '@/server/services/auth/handle-request'
import {
  ADMIN,
  openServiceWorld,
  PASSWORD,
  readCookies,
  type ServiceWorld,
} from '@/server/services/testing/service-world'
import { setUserDisabled } from '@/server/services/users/set-disabled'

let world: ServiceWorld
beforeAll(async () => {
  world = await openServiceWorld()
})
afterAll(() => world.close())

const newestAudit = async () => {
  const [entry] = await world.services.db.select().from(auditEntry).orderBy(desc(auditEntry.seq)).limit(1)
  return entry
}

describe('a password sign-in', () => {
  test('opens a session with address and browser, and is audited as this person', async () => {
    const { email, userId } = await world.addPerson({ hasPassword: true })
    const answer = await world.post(
      '/sign-in/email',
      { email: email.toUpperCase(), password: PASSWORD },
      { address: '203.0.113.20' },
    )
    expect(answer.status).toBe(200)
    const cookie = readCookies(answer)
    const viewer = await world.viewerOf(cookie)
    expect(viewer.account).toMatchObject({ id: userId, email, permissions: ['public', 'self'] })
    const [row] = await world.services.db.select().from(session).where(eq(session.userId, userId))
    expect(row?.ipAddress).toBe('203.0.113.20')
    expect(await newestAudit()).toMatchObject({
      action: 'session.signIn',
      outcome: 'applied',
      actorId: userId,
      remoteAddress: '203.0.113.20',
      after: { method: 'password' },
    })
  })

  test('sets a cookie that scripts cannot read and other sites cannot send', async () => {
    const { email } = await world.addPerson({ hasPassword: true })
    const answer = await world.post(
      '/sign-in/email',
      { email, password: PASSWORD },
      { address: '203.0.113.20' },
    )
    const [cookie = ''] = answer.headers.getSetCookie()
    expect(cookie).toMatch(/^berth\.session_token=/)
    expect(cookie).toMatch(/HttpOnly/i)
    expect(cookie).toMatch(/SameSite=Lax/i)
    expect(cookie).not.toMatch(/Secure/i)
  })

  test('says who signed in, and keeps the token of the session to the cookie', async () => {
    const { email, userId } = await world.addPerson({ hasPassword: true })
    const answer = await world.post(
      '/sign-in/email',
      { email, password: PASSWORD },
      { address: '203.0.113.24' },
    )
    const cookie = readCookies(answer)
    const asked = new Request('http://localhost:3000/api/auth/get-session', { headers: { cookie } })
    const told = await handleAuthRequest(asked, world.services)
    const [row] = await world.services.db.select().from(session).where(eq(session.userId, userId))
    expect(decodeURIComponent(cookie)).toContain(row?.token)
    const bodies = [await answer.text(), await told.text()]
    expect(bodies[0]).toContain(email)
    expect(bodies[1]).toContain(row?.id)
    expect(bodies.filter((body) => body.includes(row?.token ?? ''))).toEqual([])
  })

  test('answers a wrong password and an unknown address alike, and audits both without what was typed', async () => {
    const { email, userId } = await world.addPerson({ hasPassword: true })
    const wrong = await world.post(
      '/sign-in/email',
      { email, password: 'not the password' },
      { address: '203.0.113.21' },
    )
    expect(await newestAudit()).toMatchObject({ outcome: 'refused', subjectId: userId, actorId: null })
    const unknown = await world.post(
      '/sign-in/email',
      { email: 'my-password-in-the-wrong-field@x.yz', password: 'not the password' },
      { address: '203.0.113.21' },
    )
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    expect(await wrong.json()).toEqual(await unknown.json())
    const entry = await newestAudit()
    expect(entry).toMatchObject({ outcome: 'refused', subjectId: null, reason: 'INVALID_EMAIL_OR_PASSWORD' })
    expect(JSON.stringify(entry)).not.toMatch(/wrong-field|not the password/)
  })

  test('of a disabled account is refused although the password is right, and its sessions have ended', async () => {
    const admin = await world.addPerson(ADMIN)
    const { email, userId } = await world.addPerson({ hasPassword: true })
    const { cookie } = await world.signIn(email, { address: '203.0.113.22' })
    expect((await world.viewerOf(cookie)).principal.kind).toBe('human')
    await setUserDisabled({ ctx: admin.ctx, input: { userId, disabled: true } })
    expect((await world.viewerOf(cookie)).principal.kind).toBe('anonymous')
    const answer = await world.post(
      '/sign-in/email',
      { email, password: PASSWORD },
      { address: '203.0.113.22' },
    )
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ code: 'ACCOUNT_DISABLED' })
    expect(await newestAudit()).toMatchObject({
      outcome: 'refused',
      subjectId: userId,
      reason: 'ACCOUNT_DISABLED',
    })
  })

  test('of an account that is disabled behind the services is not honoured either', async () => {
    const { email, userId } = await world.addPerson({ hasPassword: true })
    const { cookie } = await world.signIn(email, { address: '203.0.113.23' })
    await world.services.db.update(user).set({ disabledAt: new Date() }).where(eq(user.id, userId))
    expect((await world.viewerOf(cookie)).principal.kind).toBe('anonymous')
  })

  test('from a page of another site is refused', async () => {
    const { email } = await world.addPerson({ hasPassword: true })
    const answer = await world.post(
      '/sign-in/email',
      { email, password: PASSWORD },
      { origin: 'https://evil.example' },
    )
    expect(answer.status).toBe(403)
    expect(answer.headers.getSetCookie()).toEqual([])
  })
})

describe('five failures from one address', () => {
  test('close the door for that address with a clear text, are audited, and leave others alone', async () => {
    const { email } = await world.addPerson({ hasPassword: true })
    const statuses: number[] = []
    for (let attempt = 0; attempt < 5; attempt += 1) {
      statuses.push(
        (await world.signIn(email, { password: 'wrong wrong wrong', address: '203.0.113.30' })).status,
      )
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401])
    const closed = await world.post(
      '/sign-in/email',
      { email, password: PASSWORD },
      { address: '203.0.113.30' },
    )
    expect(closed.status).toBe(429)
    expect(Number(closed.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await closed.json()).toMatchObject({
      code: 'TOO_MANY_SIGN_INS',
      message: expect.stringMatching(
        /^Too many failed sign-ins from this address. Try again in \d+ seconds.$/,
      ),
    })
    expect(await newestAudit()).toMatchObject({
      outcome: 'refused',
      reason: 'TOO_MANY_SIGN_INS',
      remoteAddress: '203.0.113.30',
    })
    expect((await world.signIn(email, { address: '203.0.113.31' })).status).toBe(200)
  })

  test('are failures only: a team that signs in behind one address is not locked out', async () => {
    const { email } = await world.addPerson({ hasPassword: true })
    const statuses: number[] = []
    for (let attempt = 0; attempt < 8; attempt += 1) {
      statuses.push((await world.signIn(email, { address: '203.0.113.32' })).status)
    }
    expect(statuses).toEqual(Array.from({ length: 8 }, () => 200))
  })

  test('still count when successes come in between', async () => {
    const { email } = await world.addPerson({ hasPassword: true })
    const address = '203.0.113.33'
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect((await world.signIn(email, { password: 'wrong wrong wrong', address })).status).toBe(401)
      const right = await world.signIn(email, { address })
      expect(right.status).toBe(attempt < 4 ? 200 : 429)
    }
  })
})

describe('what better-auth offers beyond that', () => {
  test('signing out ends the session and is audited', async () => {
    const { email, userId } = await world.addPerson({ hasPassword: true })
    const { cookie } = await world.signIn(email, { address: '203.0.113.40' })
    expect((await world.post('/sign-out', {}, { cookie })).status).toBe(200)
    expect((await world.viewerOf(cookie)).principal.kind).toBe('anonymous')
    expect(await newestAudit()).toMatchObject({ action: 'session.signOut', actorId: userId })
  })

  test('is closed: no sign-up, no change of users, no listing of sessions by that way', async () => {
    const paths = [
      '/sign-up/email',
      '/change-password',
      '/update-user',
      '/delete-user',
      '/list-sessions',
      '/revoke-sessions',
    ]
    const closed = [
      ...paths,
      '/request-password-reset',
      '/reset-password',
      '/link-social',
      '/change-email',
      '/verify-email',
    ]
    for (const path of closed) {
      expect((await world.post(path, {})).status, path).toBe(404)
    }
    expect(closed).toHaveLength(11)
  })

  test('single sign-on that is not set up is not found to be broken', async () => {
    const answer = await world.post('/sign-in/social', { provider: 'sso', callbackURL: '/' })
    expect(answer.status).toBe(503)
  })

  test('a sign-in of a megabyte is refused unread', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': '1000000' }
    const request = new Request('http://localhost:3000/api/auth/sign-in/email', {
      method: 'POST',
      headers,
      body: '{}',
    })
    expect((await handleAuthRequest(request, world.services)).status).toBe(413)
  })
})

test('over HTTPS the cookie is for HTTPS only', async () => {
  const secure = await openServiceWorld({ url: 'https://berth.example.com' })
  try {
    const { email } = await secure.addPerson({ hasPassword: true })
    const answer = await secure.post(
      '/sign-in/email',
      { email, password: PASSWORD },
      { origin: 'https://berth.example.com' },
    )
    expect(answer.status).toBe(200)
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Secure-berth\.session_token=.*Secure/i)
  } finally {
    await secure.close()
  }
})
