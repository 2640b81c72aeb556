import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditEntry, host, token } from '@/db/schema'
import type { ServiceContext } from '@/server/services/context'
import { ADMIN, openServiceWorld, type ServiceWorld } from '@/server/services/testing/service-world'
import { createEnrolment } from '@/server/services/tokens/create-enrolment'
import { decideHost } from './decide-host'
import { enrolHost, enrolHostInput, toSlug } from './enrol-host'

let world: ServiceWorld
let admin: ServiceContext

beforeAll(async () => {
  world = await openServiceWorld()
  admin = (await world.addPerson(ADMIN)).ctx
})
afterAll(() => world.close())

const MACHINE = '6f3d2c10-0000-4000-8000-00000000000'
const machine = (hostname: string, productUuid: string | null = null) => ({
  hostname,
  product_uuid: productUuid,
  collector: 'test',
})
const single = async () =>
  (await createEnrolment({ ctx: admin, input: { kind: 'single', label: 'one' } })).secret
const bulk = async (maxHosts = 5) =>
  (await createEnrolment({ ctx: admin, input: { kind: 'bulk', label: 'many', expiresInHours: 1, maxHosts } }))
    .secret
const stateOf = async (slug: string) =>
  (await world.services.db.select().from(host).where(eq(host.slug, slug)))[0]?.state

test('a single-use token enrols one host at once, and no second one', async () => {
  const secret = await single()
  const first = await enrolHost({ ctx: world.nobody, secret, input: machine('one-01') })
  expect(first).toMatchObject({ slug: 'one-01', state: 'enrolled' })
  await expect(enrolHost({ ctx: world.nobody, secret, input: machine('one-02') })).rejects.toMatchObject({
    code: 'tokenUsed',
    status: 401,
  })
  expect(await stateOf('one-02')).toBeUndefined()
})

test('of ten hosts that race for a single-use token exactly one is enrolled', async () => {
  const secret = await single()
  const tries = Array.from({ length: 10 }, (_, i) =>
    enrolHost({ ctx: world.nobody, secret, input: machine(`race-${i}`) }),
  )
  const settled = await Promise.allSettled(tries)
  expect(settled.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
})

test('hosts of a bulk token wait; approving lets one in, refusing ends its token', async () => {
  const secret = await bulk()
  const a = await enrolHost({ ctx: world.nobody, secret, input: machine('bulk-a') })
  const b = await enrolHost({ ctx: world.nobody, secret, input: machine('bulk-b') })
  expect([a.state, b.state]).toEqual(['pendingApproval', 'pendingApproval'])
  await decideHost({ ctx: admin, input: { hostId: a.hostId }, decision: 'approve' })
  await decideHost({ ctx: admin, input: { hostId: b.hostId, reason: 'not ours' }, decision: 'refuse' })
  expect([await stateOf('bulk-a'), await stateOf('bulk-b')]).toEqual(['enrolled', 'retired'])
  const tokens = await world.services.db.select().from(token).where(eq(token.hostId, b.hostId))
  expect(tokens.every((row) => row.revokedAt !== null)).toBe(true)
  await expect(
    decideHost({ ctx: admin, input: { hostId: a.hostId }, decision: 'approve' }),
  ).rejects.toMatchObject({
    code: 'hostNotPending',
  })
})

test('a machine that is known and has reported is not taken over by another token', async () => {
  const uuid = `${MACHINE}1`
  const { hostId } = await enrolHost({
    ctx: world.nobody,
    secret: await single(),
    input: machine('known-01', uuid),
  })
  await world.services.db.update(host).set({ lastSeenAt: new Date() }).where(eq(host.id, hostId))
  const secret = await single()
  const again = enrolHost({ ctx: world.nobody, secret, input: machine('impostor', uuid) })
  await expect(again).rejects.toMatchObject({
    code: 'hostAlreadyEnrolled',
    status: 409,
    data: { slug: 'known-01' },
  })
  // The refusal cost nothing: the token still enrols another machine.
  await enrolHost({ ctx: world.nobody, secret, input: machine('honest-01') })
})

test('a machine whose answer was lost enrols again under its own name, with a new token', async () => {
  const uuid = `${MACHINE}2`
  const secret = await bulk()
  const first = await enrolHost({ ctx: world.nobody, secret, input: machine('lost-01', uuid) })
  const second = await enrolHost({ ctx: world.nobody, secret, input: machine('lost-01', uuid) })
  expect(second).toMatchObject({ hostId: first.hostId, slug: 'lost-01', state: 'pendingApproval' })
  expect(second.hostToken).not.toBe(first.hostToken)
})

test('another line does not restart a machine that has not reported yet, nor undo its approval', async () => {
  const uuid = `${MACHINE}3`
  const secret = await bulk()
  const { hostId } = await enrolHost({ ctx: world.nobody, secret, input: machine('quiet-01', uuid) })
  await decideHost({ ctx: admin, input: { hostId }, decision: 'approve' })
  const other = enrolHost({ ctx: world.nobody, secret: await bulk(), input: machine('quiet-01', uuid) })
  await expect(other).rejects.toMatchObject({ code: 'hostAlreadyEnrolled' })
  const again = await enrolHost({ ctx: world.nobody, secret, input: machine('quiet-01', uuid) })
  expect(again).toMatchObject({ hostId, state: 'enrolled' })
})

test.each([
  [
    'a maker’s UUID without RFC bits is kept',
    '37343437-3436-5A43-3235-333230314B52',
    '37343437-3436-5a43-3235-333230314b52',
  ],
  ['one that many machines share is none', '03000200-0400-0500-0006-000700080009', null],
  ['nothing told is none', '', null],
])('%s', (_, told, kept) => {
  const read = enrolHostInput.parse({ hostname: 'x', product_uuid: told })
  expect(read.product_uuid).toBe(kept)
})

test.each(['a\u202Eb', 'a\nb', 'a\u0000b', ''])(
  'a name that cannot be read aloud is refused: %j',
  (hostname) => {
    expect(enrolHostInput.safeParse({ hostname }).success).toBe(false)
  },
)

test('a token made for a host renews that host and ends its old token', async () => {
  const { hostId, slug } = await enrolHost({
    ctx: world.nobody,
    secret: await single(),
    input: machine('renew-01'),
  })
  const { secret } = await createEnrolment({ ctx: admin, input: { kind: 'single', label: 'renew', hostId } })
  const renewed = await enrolHost({ ctx: world.nobody, secret, input: machine('renamed') })
  expect(renewed).toMatchObject({ hostId, slug })
  const tokens = await world.services.db.select().from(token).where(eq(token.hostId, hostId))
  expect(tokens.filter((row) => row.kind === 'host' && row.revokedAt === null)).toHaveLength(1)
})

test('two machines of one name get addresses of their own, and markup in a name is only text', async () => {
  const name = '<img src=x onerror=alert(1)>'
  const a = await enrolHost({ ctx: world.nobody, secret: await single(), input: machine(name) })
  const b = await enrolHost({ ctx: world.nobody, secret: await single(), input: machine(name) })
  expect([a.slug, b.slug]).toEqual(['img-src-x-onerror-alert-1', 'img-src-x-onerror-alert-1-2'])
  const log = await world.services.db.select().from(auditEntry).where(eq(auditEntry.subjectId, a.hostId))
  expect(log.map((row) => row.action)).toEqual(['host.enrol'])
})

test('a slug is an address whatever the name was', () => {
  expect(['GPU_01.rack.example', '日本', '--', 'Upload', 'a'.repeat(300)].map(toSlug)).toEqual([
    'gpu-01-rack-example',
    'host',
    'host',
    'host-upload',
    'a'.repeat(60),
  ])
})
