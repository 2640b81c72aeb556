import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEmulatedHosts } from '@/server/services/testing/emulated-hosts'
import { ADMIN, openServiceWorld, type ServiceWorld } from '@/server/services/testing/service-world'
import { transact } from './transact'

let world: ServiceWorld
beforeAll(async () => {
  world = await openServiceWorld()
})
afterAll(() => world.close())

const lose = sql`do $$ begin raise exception 'lost' using errcode = '40P01'; end $$`

test('a transaction that loses a deadlock is run again, from its beginning', async () => {
  let tries = 0
  const done = await transact(world.services.db, async (tx) => {
    tries += 1
    if (tries < 3) await tx.execute(lose)
    return 'done'
  })
  expect([done, tries]).toEqual(['done', 3])
})

test('one that keeps losing ends as a stale plan, and anything else is not repeated', async () => {
  let tries = 0
  const losing = transact(world.services.db, async (tx) => {
    tries += 1
    await tx.execute(lose)
  })
  await expect(losing).rejects.toMatchObject({ code: 'stalePlan', status: 409 })
  expect(tries).toBe(3)
  const wrong = transact(world.services.db, async (tx) => {
    tries += 1
    await tx.execute(sql`select 1 / 0`)
  })
  await expect(wrong).rejects.toThrow()
  expect(tries).toBe(4)
})

test('one that lost a unique name is run again; where it can never have it, the error itself comes out', async () => {
  const clash = sql`do $$ begin raise exception 'taken' using errcode = '23505'; end $$`
  let tries = 0
  const done = await transact(world.services.db, async (tx) => {
    tries += 1
    if (tries < 6) await tx.execute(clash)
    return 'done'
  })
  expect([done, tries]).toEqual(['done', 6])
  tries = 0
  const never = transact(world.services.db, async (tx) => {
    tries += 1
    await tx.execute(clash)
  })
  await expect(never).rejects.toMatchObject({ cause: { code: '23505' } })
  expect(tries).toBeGreaterThan(12)
})

test('twelve machines of one hostname that enrol at once all get in, each under its own slug', async () => {
  const admin = (await world.addPerson(ADMIN)).ctx
  const hosts = openEmulatedHosts({ admin, nobody: world.nobody })
  const enrolled = await Promise.all(Array.from({ length: 12 }, () => hosts.enrol('gpu-node')))
  expect(new Set(enrolled.map(({ slug }) => slug)).size).toBe(12)
})
