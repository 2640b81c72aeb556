import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ADMIN, openServiceWorld, type ServiceWorld } from '@/server/services/testing/service-world'
import { listAudit } from './list'
import { recordAudit } from './record'

let world: ServiceWorld
let admin: Awaited<ReturnType<ServiceWorld['addPerson']>>
const HOUR_MS = 3600_000
const START = new Date('2026-03-01T00:00:00Z')

beforeAll(async () => {
  world = await openServiceWorld()
  admin = await world.addPerson(ADMIN)
  for (let index = 0; index < 25; index += 1) {
    const at = new Date(START.getTime() + index * HOUR_MS)
    await recordAudit({
      ctx: { ...admin.ctx, now: () => at },
      tx: world.services.db,
      record: {
        action: index % 2 === 0 ? 'host.retire' : 'host.approve',
        outcome: index % 5 === 0 ? 'refused' : 'applied',
        subject: { kind: 'host', id: `h${index}`, label: `gpu-${index}` },
        after: { index },
      },
    })
  }
})
afterAll(() => world.close())

const list = (input: Partial<Parameters<typeof listAudit>[0]['input']> = {}) => {
  return listAudit({ ctx: admin.ctx, input: { limit: 100, ...input } })
}

const FORBIDDEN = [
  `UPDATE audit_entry SET actor_label = 'somebody else'`,
  'DELETE FROM audit_entry',
  'TRUNCATE audit_entry',
]
const cases = FORBIDDEN.flatMap((statement) => [
  { role: 'runtime', statement },
  { role: 'owner', statement },
])

test.each(cases)('the $role role cannot rewrite the log: $statement', async ({ role, statement }) => {
  const { url, ownerUrl } = world.database
  const client = new Client({ connectionString: role === 'owner' ? ownerUrl : url })
  await client.connect()
  try {
    const count = async () => (await client.query('select count(*)::int as n from audit_entry')).rows[0].n
    const before = await count()
    expect(before).toBeGreaterThanOrEqual(25)
    await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' })
    expect(await count()).toBe(before)
  } finally {
    await client.end()
  }
})

test('the log reads newest first, page by page, each line once', async () => {
  const first = await list({ limit: 10 })
  const second = await list({ limit: 10, cursor: first.nextCursor })
  const third = await list({ limit: 10, cursor: second.nextCursor })
  const labels = [first, second, third].flatMap(({ items }) => items.map(({ subject }) => subject.label))
  expect(labels).toEqual(Array.from({ length: 25 }, (_, index) => `gpu-${24 - index}`))
  expect(third.nextCursor).toBeNull()
})

test('a line written between two pages does not shift the second', async () => {
  const first = await list({ limit: 10, action: 'host.retire' })
  const late = { action: 'host.retire', subject: { kind: 'host', id: 'late', label: 'late' } }
  await recordAudit({ ctx: admin.ctx, tx: world.services.db, record: late })
  const second = await list({ limit: 10, action: 'host.retire', cursor: first.nextCursor })
  expect(second.items.map(({ subject }) => subject.label)).toEqual(['gpu-4', 'gpu-2', 'gpu-0'])
})

test('the log is filtered by what, whom, outcome, time and words', async () => {
  expect((await list({ outcome: 'refused' })).items).toHaveLength(5)
  expect((await list({ subjectId: 'h7' })).items).toMatchObject([
    { action: 'host.approve', after: { index: 7 } },
  ])
  expect((await list({ search: 'GPU-1' })).items).toHaveLength(11)
  const from = new Date(START.getTime() + 2 * HOUR_MS)
  const to = new Date(START.getTime() + 4 * HOUR_MS)
  expect((await list({ from, to })).items.map(({ subject }) => subject.label)).toEqual(['gpu-3', 'gpu-2'])
})
