import { count, desc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { account, auditEntry, session } from '@/db/schema'
import { changePasswordInput } from '@/server/contracts/password'
import type { ServiceContext } from '@/server/services/context'
import { openServiceWorld, PASSWORD, type ServiceWorld } from '@/server/services/testing/service-world'
import { changeOwnPassword } from './change-own-password'
import { readOwnPassword } from './read-password'

const NEW_PASSWORD = 'another horse entirely'
const input = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }
const wrong = { ...input, currentPassword: 'not the password' }

let world: ServiceWorld
beforeAll(async () => {
  world = await openServiceWorld()
})
afterAll(() => world.close())

async function signInTwice(email: string, address: string) {
  const [here, elsewhere] = [await world.signIn(email, { address }), await world.signIn(email, { address })]
  const viewer = await world.viewerOf(here.cookie)
  return { here: here.cookie, elsewhere: elsewhere.cookie, sessionId: viewer.sessionId }
}

async function listAudits(userId: string) {
  const rows = await world.services.db
    .select()
    .from(auditEntry)
    .where(eq(auditEntry.subjectId, userId))
    .orderBy(desc(auditEntry.seq))
  return rows.filter(({ action }) => action === 'user.changePassword')
}

function change(ctx: ServiceContext, given = input, currentSessionId: string | null = null) {
  return changeOwnPassword({ ctx, input: given, currentSessionId })
}

test('the new password signs in and the old one no more; only the session that asked goes on', async () => {
  const { email, ctx, userId } = await world.addPerson({ hasPassword: true })
  const stranger = await world.addPerson({ hasPassword: true })
  const strangers = await world.signIn(stranger.email)
  const { here, elsewhere, sessionId } = await signInTwice(email, '203.0.113.50')
  expect(await change(ctx, input, sessionId)).toEqual({ endedSessionCount: 1 })
  expect((await world.viewerOf(here)).principal.kind).toBe('human')
  expect((await world.viewerOf(elsewhere)).principal.kind).toBe('anonymous')
  expect((await world.viewerOf(strangers.cookie)).principal.kind).toBe('human')
  expect((await world.signIn(email, { password: NEW_PASSWORD })).status).toBe(200)
  expect((await world.signIn(email)).status).toBe(401)
  const audits = await listAudits(userId)
  expect(audits).toMatchObject([
    { outcome: 'applied', actorId: userId, subjectLabel: email, after: { endedSessionCount: 1 } },
  ])
  expect(JSON.stringify(audits)).not.toMatch(/horse|scrypt/)
})

test('a wrong current password changes nothing, ends nothing, and is audited without what was typed', async () => {
  const { email, ctx, userId } = await world.addPerson({ hasPassword: true })
  const { elsewhere, sessionId } = await signInTwice(email, '203.0.113.51')
  await expect(change(ctx, wrong, sessionId)).rejects.toMatchObject({
    kind: 'invalid',
    code: 'passwordWrong',
  })
  expect((await world.viewerOf(elsewhere)).principal.kind).toBe('human')
  expect((await world.signIn(email, { address: '203.0.113.52' })).status).toBe(200)
  const audits = await listAudits(userId)
  expect(audits).toMatchObject([{ outcome: 'refused', reason: 'passwordWrong', actorId: userId }])
  expect(JSON.stringify(audits)).not.toMatch(/horse|not the password/)
})

test('after five wrong ones even the right one waits, from wherever; another account does not', async () => {
  const { ctx, userId } = await world.addPerson({ hasPassword: true })
  const other = await world.addPerson({ hasPassword: true })
  const codes: unknown[] = []
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const from = { ...ctx, remoteAddress: `203.0.113.${60 + attempt}` }
    await change(from, wrong).catch((error: { code: unknown }) => codes.push(error.code))
  }
  expect(codes).toEqual(Array.from({ length: 5 }, () => 'passwordWrong'))
  const refused = await change(ctx).catch((error: unknown) => error)
  expect(refused).toMatchObject({
    kind: 'tooManyRequests',
    code: 'tooManyPasswordTries',
    message: expect.stringMatching(/^Too many wrong passwords. Try again in \d+ seconds.$/),
  })
  expect((await listAudits(userId))[0]).toMatchObject({ outcome: 'refused', reason: 'tooManyPasswordTries' })
  expect(await change(other.ctx)).toEqual({ endedSessionCount: 0 })
  const later = { ...ctx, now: () => new Date(Date.now() + 61_000) }
  expect(await change(later)).toEqual({ endedSessionCount: 0 })
})

test('wrong ones that come all at once get no further than one after another', async () => {
  const { ctx } = await world.addPerson({ hasPassword: true })
  const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => change(ctx, wrong)))
  const codes = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 'changed'))
  expect(codes.filter((code) => code === 'passwordWrong')).toHaveLength(5)
  expect(codes.filter((code) => code === 'tooManyPasswordTries')).toHaveLength(7)
})

test('right ones are given back: six changes in a row are no failure', async () => {
  const { ctx } = await world.addPerson({ hasPassword: true })
  let current = PASSWORD
  for (let turn = 0; turn < 6; turn += 1) {
    const next = `password number ${turn}`
    await change(ctx, { currentPassword: current, newPassword: next })
    current = next
  }
  expect(current).toBe('password number 5')
})

test('an account without a password is told so and gets none this way', async () => {
  const { ctx, userId } = await world.addPerson()
  expect(await readOwnPassword({ ctx })).toEqual({ hasPassword: false })
  await expect(change(ctx)).rejects.toMatchObject({ code: 'passwordUnset' })
  const held = await world.services.db
    .select({ count: count() })
    .from(account)
    .where(eq(account.userId, userId))
  expect(held).toEqual([{ count: 0 }])
  expect(await readOwnPassword({ ctx: (await world.addPerson({ hasPassword: true })).ctx })).toEqual({
    hasPassword: true,
  })
})

test('a key acts for a person but never changes the password of one', async () => {
  const { ctx, userId } = await world.addPerson({ hasPassword: true })
  const key: ServiceContext = {
    ...ctx,
    principal: { kind: 'key', id: userId, label: 'key', grants: [], scopes: [] },
  }
  await expect(change(key)).rejects.toMatchObject({ code: 'personNeeded' })
  expect(await world.services.db.select().from(session).where(eq(session.userId, userId))).toEqual([])
})

test('the contract wants twelve characters that are not the current ones, and says at which field', () => {
  const listPaths = (given: unknown) =>
    changePasswordInput.safeParse(given).error?.issues.map(({ path }) => path.join('.')) ?? []
  expect(listPaths({ ...input, newPassword: 'too short' })).toEqual(['newPassword'])
  expect(listPaths({ ...input, newPassword: PASSWORD })).toEqual(['newPassword'])
  expect(listPaths({ ...input, currentPassword: '' })).toEqual(['currentPassword'])
  expect(listPaths(input)).toEqual([])
})
