import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { ChangeDto } from '@/server/contracts/change'
import type { Principal } from '@/server/core/access/can'
import { ChangeHub } from '@/server/events/hub'
import { type Change, publishChange } from '@/server/events/publish'
import type { ServiceContext } from '@/server/services/context'
import { openTwoPoolEstate, type TwoPoolEstate } from '@/server/services/overview/testing/two-pool-estate'
import { STREAMS_PER_PERSON, STREAMS_PER_PROCESS, watchChanges } from './watch-changes'

let estate: TwoPoolEstate
let hub: ChangeHub

beforeAll(async () => {
  estate = await openTwoPoolEstate()
})
beforeEach(() => {
  hub = new ChangeHub({ url: estate.world.services.environment.databaseUrl })
  return () => hub.close()
})
afterAll(() => estate.world.close())

const NOBODY: Principal = { kind: 'anonymous' }

function watch(ctx: ServiceContext, signal?: AbortSignal) {
  return watchChanges({ ctx, hub, signal, recheck: () => Promise.resolve(ctx.principal) })
}

/** What one person hears of these changes: the stream is open, then they happen, then an end everybody hears. */
async function hear(ctx: ServiceContext, changes: Change[]): Promise<string[]> {
  await hub.close()
  hub = new ChangeHub({ url: estate.world.services.environment.databaseUrl })
  const stream = watch(ctx)
  expect((await stream.next()).value).toEqual({ kind: 'ready' })
  // A listener of its own, which says "resync" once it is connected: nothing is missed after that.
  expect((await stream.next()).value).toEqual({ kind: 'resync' })
  const { db } = estate.world.services
  await db.transaction(async (tx) => {
    for (const change of changes) await publishChange({ tx, ...change })
  })
  await db.transaction((tx) => publishChange({ tx, topic: 'pool', id: estate.eastId }))
  const heard: string[] = []
  for await (const change of stream as AsyncGenerator<ChangeDto>) {
    if (change.kind !== 'change') continue
    if (change.topic === 'pool' && change.id === estate.eastId) break
    heard.push(`${change.topic} ${change.id}`)
  }
  return heard
}

const everything = (): Change[] => [
  { topic: 'host', id: estate.west.hostId },
  { topic: 'host', id: estate.loose.hostId },
  { topic: 'finding', id: estate.west.findingId },
  { topic: 'finding', id: estate.loose.findingId },
  { topic: 'finding', id: null },
  { topic: 'token', id: 'a-token' },
  { topic: 'user', id: 'a-user' },
  { topic: 'audit', id: null },
  { topic: 'tenant', id: estate.admin.newId() },
  { topic: 'pool', id: estate.westId },
  { topic: 'unheardOf', id: 'x' },
]

test('a person over one pool hears of that pool alone: no other host, finding, pool, token, person, tenant or audit', async () => {
  expect(await hear(estate.people.eastOperator, everything())).toEqual([])
  expect(await hear(estate.people.eastViewer, everything())).toEqual([])
})

test('a person over one pool hears of its hosts and findings, and with each host that its findings may differ', async () => {
  const own: Change[] = [
    { topic: 'finding', id: estate.east.findingId },
    { topic: 'host', id: estate.east.hostId },
  ]
  expect(await hear(estate.people.eastViewer, own)).toEqual([
    `finding ${estate.east.findingId}`,
    `host ${estate.east.hostId}`,
    'finding null',
  ])
})

test('whoever reaches everything hears of everything that their role may read', async () => {
  const all = everything()
  const told = (topics: string[]) =>
    all.filter(({ topic }) => topics.includes(topic)).map(({ topic, id }) => `${topic} ${id}`)
  expect(await hear(estate.people.viewer, all)).toEqual(told(['host', 'finding', 'pool']))
  const known = ['host', 'finding', 'token', 'user', 'audit', 'tenant', 'pool']
  expect(await hear(estate.admin, all)).toEqual(told(known))
  expect(told(known)).toHaveLength(10)
})

test('the stream ends, and leaves nothing behind, once its session has ended', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  try {
    const ctx = estate.people.viewer
    const stream = watchChanges({ ctx, hub, signal: undefined, recheck: () => Promise.resolve(NOBODY) })
    expect((await stream.next()).value).toEqual({ kind: 'ready' })
    expect((await stream.next()).value).toEqual({ kind: 'resync' })
    const last = stream.next()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await last).toEqual({ done: true, value: undefined })
    expect(hub.subscriberCount).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})

test('the stream ends when its reader leaves', async () => {
  const abort = new AbortController()
  const stream = watch(estate.people.viewer, abort.signal)
  await stream.next()
  expect(hub.subscriberCount).toBe(1)
  abort.abort()
  expect(hub.subscriberCount).toBe(0)
})

test('one person may hold a bounded number of streams; another still gets one', async () => {
  const open = Array.from({ length: STREAMS_PER_PERSON }, () => watch(estate.people.viewer))
  for (const stream of open) await stream.next()
  expect(() => watch(estate.people.viewer)).toThrow(
    expect.objectContaining({ code: 'tooManyStreams', status: 429 }),
  )
  expect((await watch(estate.people.eastViewer).next()).value).toEqual({ kind: 'ready' })
  await open[0]?.return(undefined)
  expect((await watch(estate.people.viewer).next()).value).toEqual({ kind: 'ready' })
})

test('streams that were asked for at the same moment do not pass the bound together', async () => {
  const asked = Array.from({ length: STREAMS_PER_PERSON + 5 }, () => watch(estate.people.viewer))
  const opened = await Promise.allSettled(asked.map((stream) => stream.next()))
  expect(opened.filter(({ status }) => status === 'rejected')).toHaveLength(5)
  expect(hub.subscriberCount).toBe(STREAMS_PER_PERSON)
})

test('a process holds a bounded number of streams, whoever asks', () => {
  for (let i = 0; i < STREAMS_PER_PROCESS; i++) hub.subscribe({ owner: `person ${i}` })
  expect(() => watch(estate.people.viewer)).toThrow(
    expect.objectContaining({ code: 'tooManyStreams', status: 503 }),
  )
})
