import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openServiceWorld, type ServiceWorld } from '@/server/services/testing/service-world'
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
