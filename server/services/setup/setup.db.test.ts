import { and, eq } from 'drizzle-orm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { auditEntry, roleGrant, token, user } from '@/db/schema'
import { openServiceWorld, PASSWORD, type ServiceWorld } from '@/server/services/testing/service-world'
import { claimSetup } from './claim'
import { ensureSetupCode } from './ensure-setup-code'
import { readSetupStatus } from './status'

let world: ServiceWorld
beforeEach(async () => {
  world = await openServiceWorld()
})
afterEach(() => world.close())

const issueCode = async () => (await ensureSetupCode({ databaseUrl: world.database.url })) ?? ''
const claim = (code: string, email = 'first@example.com') => {
  return claimSetup({ ctx: world.nobody, input: { code, name: 'Anna', email, password: PASSWORD } })
}
const listAdmins = () => world.services.db.select().from(roleGrant).where(eq(roleGrant.role, 'admin'))

test('the printed code makes the first administrator, who can then sign in', async () => {
  expect(await readSetupStatus({ ctx: world.nobody })).toEqual({ needsFirstOperator: true, oidc: null })
  const code = await issueCode()
  expect(code).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/)
  expect(await claim(code.toLowerCase().replaceAll('-', ' '), 'First@Example.com')).toEqual({
    email: 'first@example.com',
  })
  const { status, cookie } = await world.signIn('first@example.com')
  expect(status).toBe(200)
  expect((await world.viewerOf(cookie)).account?.permissions).toContain('user:manage')
  expect(await readSetupStatus({ ctx: world.nobody })).toMatchObject({ needsFirstOperator: false })
})

test('once there is an administrator no code is made, and none works', async () => {
  const code = await issueCode()
  await claim(code)
  expect(await ensureSetupCode({ databaseUrl: world.database.url })).toBeNull()
  await expect(claim(code, 'second@example.com')).rejects.toMatchObject({ code: 'tokenUsed' })
  expect(await listAdmins()).toHaveLength(1)
})

test('each start ends the code of the one before', async () => {
  const old = await issueCode()
  const current = await issueCode()
  await expect(claim(old)).rejects.toMatchObject({ code: 'tokenRevoked', status: 401 })
  await expect(claim('0000-0000-0000-0000')).rejects.toMatchObject({ code: 'tokenUnknown', status: 401 })
  await expect(claim(current)).resolves.toBeDefined()
})

test('of many claims that race with one code exactly one makes an administrator', async () => {
  const code = await issueCode()
  const claims = Array.from({ length: 6 }, (_, index) => claim(code, `racer${index}@example.com`))
  const outcomes = await Promise.allSettled(claims)
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await listAdmins()).toHaveLength(1)
  expect(await world.services.db.select().from(user)).toHaveLength(1)
})

test('even two codes that are valid at once make only one administrator', async () => {
  const first = await issueCode()
  const second = await issueCode()
  // What two launchers of one database could leave behind.
  await world.services.db.update(token).set({ revokedAt: null })
  const outcomes = await Promise.allSettled([claim(first, 'a@example.com'), claim(second, 'b@example.com')])
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await listAdmins()).toHaveLength(1)
})

test('a claim that fails half-way leaves the code usable and nothing behind', async () => {
  const code = await issueCode()
  await world.addPerson({ email: 'first@example.com' })
  await expect(claim(code)).rejects.toMatchObject({ code: 'emailTaken' })
  expect(await listAdmins()).toHaveLength(0)
  await expect(claim(code, 'other@example.com')).resolves.toBeDefined()
})

test('the claim is audited as its claimant, and neither code nor password is anywhere in the log', async () => {
  const code = await issueCode()
  await claim(code)
  const entries = await world.services.db.select().from(auditEntry)
  expect(entries.map(({ action, actorLabel }) => [action, actorLabel])).toEqual([
    ['setup.issueCode', 'launcher'],
    ['setup.claim', 'Anna'],
  ])
  expect(JSON.stringify(entries)).not.toContain(code)
  expect(JSON.stringify(entries)).not.toContain(PASSWORD)
  const rows = await world.services.db
    .select()
    .from(token)
    .where(and(eq(token.kind, 'setup')))
  expect(JSON.stringify(rows)).not.toContain(code.replaceAll('-', ''))
})
