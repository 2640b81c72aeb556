import { and, desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditEntry, roleGrant, token, user } from '@/db/schema'
import { acceptInvite } from '@/server/services/invites/accept'
import { readInvite } from '@/server/services/invites/status'
import { createPool } from '@/server/services/pools/create'
import { listPools } from '@/server/services/pools/list'
import { endOwnSession } from '@/server/services/session/end-own'
import { listOwnSessions } from '@/server/services/session/list-own'
import { createTenant } from '@/server/services/tenants/create'
import { listTenants } from '@/server/services/tenants/list'
import { ADMIN, openServiceWorld, type ServiceWorld } from '@/server/services/testing/service-world'
import { grantRole } from './grant-role'
import { inviteUser } from './invite'
import { listUsers } from './list'
import { reinviteUser } from './reinvite'
import { revokeRole } from './revoke-role'
import { setUserDisabled } from './set-disabled'

type Person = Awaited<ReturnType<ServiceWorld['addPerson']>>
let world: ServiceWorld
let admin: Person
beforeAll(async () => {
  world = await openServiceWorld()
  admin = await world.addPerson(ADMIN)
})
afterAll(() => world.close())

const OVER_ALL = { scope: 'global' } as const
const NEW_PASSWORD = 'a quite different password'
const secretOf = (link: string) => link.slice(link.indexOf('#') + 1)
const accept = (link: string, password = NEW_PASSWORD) => {
  return acceptInvite({ ctx: world.nobody, input: { token: secretOf(link), password } })
}
const newestAudit = async () => {
  const [entry] = await world.services.db.select().from(auditEntry).orderBy(desc(auditEntry.seq)).limit(1)
  return entry
}
let invitedCount = 0
const invite = (ctx = admin.ctx) => {
  invitedCount += 1
  const input = {
    email: `Invited${invitedCount}@Example.com`,
    name: 'Ina',
    grants: [{ role: 'operator' as const, scope: OVER_ALL }],
  }
  return inviteUser({ ctx, input })
}

describe('an invitation', () => {
  test('is a link whose secret no server sees, and lets its person sign in with the roles given', async () => {
    const { link, userId } = await invite()
    expect(link).toMatch(/^http:\/\/localhost:3000\/invite#berth_invite_/)
    const status = await readInvite({ ctx: world.nobody, input: { token: secretOf(link) } })
    expect(status).toMatchObject({ name: 'Ina', email: `invited${invitedCount}@example.com` })
    await accept(link)
    const { cookie } = await world.signIn(status.email, { password: NEW_PASSWORD })
    expect((await world.viewerOf(cookie)).account).toMatchObject({
      id: userId,
      grants: [{ role: 'operator', scopeLabel: 'Everything' }],
    })
  })

  test('serves once, even when it is accepted twice at the same moment', async () => {
    const { link } = await invite()
    const outcomes = await Promise.allSettled([accept(link), accept(link)])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await expect(readInvite({ ctx: world.nobody, input: { token: secretOf(link) } })).rejects.toMatchObject({
      code: 'tokenUsed',
    })
  })

  test('made anew ends the older one, and its acceptance ends the sessions of the old password', async () => {
    const { link, userId } = await invite()
    await accept(link)
    const email = `invited${invitedCount}@example.com`
    const { cookie } = await world.signIn(email, { password: NEW_PASSWORD, address: '203.0.113.60' })
    const lost = await reinviteUser({ ctx: admin.ctx, input: { userId } })
    const current = await reinviteUser({ ctx: admin.ctx, input: { userId } })
    await expect(accept(lost.link)).rejects.toMatchObject({ code: 'tokenRevoked' })
    await accept(current.link, 'the third password of all')
    expect((await world.viewerOf(cookie)).principal.kind).toBe('anonymous')
    expect((await world.signIn(email, { password: NEW_PASSWORD, address: '203.0.113.60' })).status).toBe(401)
    expect(
      (await world.signIn(email, { password: 'the third password of all', address: '203.0.113.60' })).status,
    ).toBe(200)
  })

  test('of an address that has an account is refused and leaves nothing behind', async () => {
    const input = { email: admin.email.toUpperCase(), name: 'Twin', grants: [] }
    await expect(inviteUser({ ctx: admin.ctx, input })).rejects.toMatchObject({
      code: 'emailTaken',
      status: 409,
    })
    expect(await world.services.db.select().from(user).where(eq(user.email, admin.email))).toHaveLength(1)
  })

  test('to a pool that does not exist makes no account', async () => {
    const scope = { scope: 'pool', poolId: world.nobody.newId() } as const
    const input = { email: 'lost@example.com', name: 'Lost', grants: [{ role: 'viewer' as const, scope }] }
    await expect(inviteUser({ ctx: admin.ctx, input })).rejects.toMatchObject({ code: 'scopeUnknown' })
    expect(
      await world.services.db.select().from(user).where(eq(user.email, 'lost@example.com')),
    ).toHaveLength(0)
  })

  test('ends when its account is disabled', async () => {
    const { link, userId } = await invite()
    await setUserDisabled({ ctx: admin.ctx, input: { userId, disabled: true } })
    await expect(accept(link)).rejects.toMatchObject({ code: 'tokenRevoked' })
    await expect(reinviteUser({ ctx: admin.ctx, input: { userId } })).rejects.toMatchObject({
      code: 'userDisabled',
    })
  })
})

describe('the last administrator', () => {
  test('can neither be disabled nor demoted, and an invited one who never came does not count', async () => {
    const { userId: absentId } = await world.addPerson({ grants: [{ role: 'admin', scope: OVER_ALL }] })
    const disable = setUserDisabled({ ctx: admin.ctx, input: { userId: admin.userId, disabled: true } })
    await expect(disable).rejects.toMatchObject({ code: 'lastAdmin', status: 409 })
    const grantId = admin.viewer.account?.grants[0]?.id ?? ''
    await expect(revokeRole({ ctx: admin.ctx, input: { grantId } })).rejects.toMatchObject({
      code: 'lastAdmin',
    })
    await setUserDisabled({ ctx: admin.ctx, input: { userId: absentId, disabled: true } })
  })

  test('stays one when two administrators disable each other at the same moment', async () => {
    const other = await world.addPerson(ADMIN)
    const outcomes = await Promise.allSettled([
      setUserDisabled({ ctx: admin.ctx, input: { userId: other.userId, disabled: true } }),
      setUserDisabled({ ctx: other.ctx, input: { userId: admin.userId, disabled: true } }),
    ])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const { userId } of [admin, other]) {
      await world.services.db.update(user).set({ disabledAt: null }).where(eq(user.id, userId))
    }
    await setUserDisabled({ ctx: admin.ctx, input: { userId: other.userId, disabled: true } })
  })
})

describe('roles', () => {
  test('given and taken are audited with what was held before and after, and the reason', async () => {
    const person = await world.addPerson()
    const grant = { role: 'auditor', scope: OVER_ALL } as const
    const given = await grantRole({
      ctx: admin.ctx,
      input: { userId: person.userId, grant, reason: 'yearly audit' },
    })
    expect(given.grants.map(({ role }) => role)).toEqual(['auditor'])
    expect(await newestAudit()).toMatchObject({
      action: 'role.grant',
      actorId: admin.userId,
      subjectId: person.userId,
      before: { grants: [] },
      after: { grants: [{ role: 'auditor' }] },
      reason: 'yearly audit',
    })
    const taken = await revokeRole({ ctx: admin.ctx, input: { grantId: given.grants[0]?.id ?? '' } })
    expect(taken.grants).toEqual([])
    expect(await newestAudit()).toMatchObject({
      action: 'role.revoke',
      before: { grants: [{ role: 'auditor' }] },
      after: { grants: [] },
    })
  })

  test('given twice are held once and audited once', async () => {
    const person = await world.addPerson()
    const grant = { role: 'viewer', scope: OVER_ALL } as const
    await grantRole({ ctx: admin.ctx, input: { userId: person.userId, grant } })
    const before = await newestAudit()
    const again = await grantRole({ ctx: admin.ctx, input: { userId: person.userId, grant } })
    expect(again.grants).toHaveLength(1)
    expect((await newestAudit())?.seq).toBe(before?.seq)
  })

  test('that a mutation fails to give leave no line in the log', async () => {
    const before = await newestAudit()
    const grant = { role: 'viewer', scope: OVER_ALL } as const
    await expect(grantRole({ ctx: admin.ctx, input: { userId: 'nobody', grant } })).rejects.toMatchObject({
      code: 'userUnknown',
    })
    expect((await newestAudit())?.seq).toBe(before?.seq)
  })
})

describe('a role over a part', () => {
  test('of a pool shows that pool and manages nobody', async () => {
    const pool = await createPool({
      ctx: admin.ctx,
      input: { slug: 'inference-a', name: 'Inference A', class: 'inference' },
    })
    await createPool({ ctx: admin.ctx, input: { slug: 'training-a', name: 'Training A', class: 'training' } })
    expect(pool.mode).toBe('observe')
    const poolAdmin = await world.addPerson({
      grants: [{ role: 'admin', scope: { scope: 'pool', poolId: pool.id } }],
    })
    expect((await listPools({ ctx: poolAdmin.ctx })).map(({ slug }) => slug)).toEqual(['inference-a'])
    expect(await listPools({ ctx: admin.ctx })).toHaveLength(2)
    const grant = { role: 'admin', scope: OVER_ALL } as const
    const upward = grantRole({ ctx: poolAdmin.ctx, input: { userId: poolAdmin.userId, grant } })
    await expect(upward).rejects.toMatchObject({ code: 'permissionMissing', status: 403 })
    await expect(invite(poolAdmin.ctx)).rejects.toMatchObject({ code: 'permissionMissing' })
    const more = createPool({ ctx: poolAdmin.ctx, input: { slug: 'x', name: 'X', class: 'training' } })
    await expect(more).rejects.toMatchObject({ code: 'permissionMissing' })
  })

  test('of a tenant shows that tenant and not that there are others', async () => {
    const ours = await createTenant({ ctx: admin.ctx, input: { slug: 'ours', name: 'Ours' } })
    await createTenant({ ctx: admin.ctx, input: { slug: 'theirs', name: 'Theirs' } })
    const member = await world.addPerson({
      grants: [{ role: 'tenantMember', scope: { scope: 'tenant', tenantId: ours.id } }],
    })
    expect((await listTenants({ ctx: member.ctx })).map(({ slug }) => slug)).toEqual(['ours'])
    expect(await listPools({ ctx: member.ctx })).toEqual([])
    const users = listUsers({ ctx: member.ctx, input: { limit: 10, sort: 'name', order: 'asc' } })
    await expect(users).rejects.toMatchObject({ status: 403 })
  })

  test('a slug that is taken is refused with its name', async () => {
    const twin = createTenant({ ctx: admin.ctx, input: { slug: 'ours', name: 'Twin' } })
    await expect(twin).rejects.toMatchObject({ code: 'slugTaken', data: { slug: 'ours' } })
  })
})

describe('the list of users', () => {
  test('pages by name show everybody once in order, with their ways to sign in', async () => {
    const seen: string[] = []
    const ways = new Set<string>()
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof listUsers>> = await listUsers({
        ctx: admin.ctx,
        input: { limit: 3, sort: 'name', order: 'asc', cursor },
      })
      for (const item of page.items) {
        seen.push(item.id)
        ways.add(item.signIn)
      }
      cursor = page.nextCursor
    } while (cursor !== null)
    const everybody = await world.services.db.select({ id: user.id }).from(user)
    expect(everybody.length).toBeGreaterThan(10)
    expect(seen).toHaveLength(everybody.length)
    expect(new Set(seen).size).toBe(seen.length)
    expect(ways).toEqual(new Set(['password', 'invited']))
  })

  test('is searched literally: a percent sign finds percent signs', async () => {
    const input = { limit: 10, sort: 'name', order: 'asc', search: '%' } as const
    expect((await listUsers({ ctx: admin.ctx, input })).items).toEqual([])
    const found = await listUsers({ ctx: admin.ctx, input: { ...input, search: admin.email } })
    expect(found.items).toMatchObject([{ id: admin.userId, signIn: 'password' }])
    expect(found.items[0]?.lastSeenAt).toBeInstanceOf(Date)
  })

  test('refuses a cursor that it did not make', async () => {
    const input = { limit: 10, sort: 'name', order: 'asc', cursor: 'bm9wZQ' } as const
    await expect(listUsers({ ctx: admin.ctx, input })).rejects.toMatchObject({
      code: 'cursorInvalid',
      status: 422,
    })
  })
})

describe('own sessions', () => {
  test('are listed and ended by their owner, and by nobody else', async () => {
    const person = await world.addPerson({ hasPassword: true })
    const { cookie } = await world.signIn(person.email, { address: '203.0.113.70' })
    const viewer = await world.viewerOf(cookie)
    const [mine] = await listOwnSessions({ ctx: person.ctx, currentSessionId: viewer.sessionId })
    expect(mine).toMatchObject({ isCurrent: true, ipAddress: '203.0.113.70' })
    const sessionId = mine?.id ?? ''
    await expect(endOwnSession({ ctx: admin.ctx, input: { sessionId } })).rejects.toMatchObject({
      code: 'sessionUnknown',
    })
    await endOwnSession({ ctx: person.ctx, input: { sessionId } })
    expect((await world.viewerOf(cookie)).principal.kind).toBe('anonymous')
    expect(await newestAudit()).toMatchObject({ action: 'session.end', actorId: person.userId })
  })
})

test('no password, hash or secret of all the above is in the audit log', async () => {
  const log = JSON.stringify(await world.services.db.select().from(auditEntry))
  expect(log.length).toBeGreaterThan(5000)
  const leaks = log.match(
    /password of all|quite different|berth_(?:invite|key|host)_|"(?:password|sha256)":/g,
  )
  expect(leaks).toBeNull()
  const grants = await world.services.db
    .select()
    .from(roleGrant)
    .where(and(eq(roleGrant.role, 'operator')))
  expect(grants.length).toBeGreaterThan(3)
  expect(await world.services.db.select().from(token).where(eq(token.kind, 'invite'))).not.toHaveLength(0)
})
