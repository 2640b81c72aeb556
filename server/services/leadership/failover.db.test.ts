import { getEventListeners } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { ChangeHub } from '@/server/events/hub'
import { publishChange } from '@/server/events/publish'
import { openServiceWorld, type ServiceWorld } from '@/server/services/testing/service-world'
import { holdLeadership } from './leader-lock'

let world: ServiceWorld
let network: Network

beforeAll(async () => {
  world = await openServiceWorld()
  network = await openNetwork(world.services.environment.databaseUrl)
})
afterAll(async () => {
  await network.close()
  await world.close()
})

interface Network {
  url: string
  /** Nothing passes any more, and nobody is told: as when a machine or a route vanishes. */
  vanish(): void
  /** New connections pass again; the old ones the server has given up by now. */
  comeBack(): void
  close(): Promise<void>
}

async function openNetwork(databaseUrl: string): Promise<Network> {
  const target = new URL(databaseUrl)
  const open = new Set<Socket>()
  let isThere = true
  const server = createServer((client) => {
    open.add(client.on('error', () => undefined))
    if (!isThere) return
    const database = connect(Number(target.port), target.hostname).on('error', () => undefined)
    open.add(database)
    client.pipe(database)
    database.pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(databaseUrl)
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.toString(),
    vanish: () => {
      isThere = false
      for (const socket of open) socket.unpipe().pause()
    },
    comeBack: () => {
      isThere = true
      for (const socket of open) socket.destroy()
      open.clear()
    },
    close: async () => {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const timing = { heartbeatMs: 20, answerWithinMs: 200 }
const ended = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

test('a leader whose database no longer answers, without a farewell, leads no longer; letting go does not hang', async () => {
  const errors: unknown[] = []
  const leadership = await holdLeadership({
    ...timing,
    databaseUrl: network.url,
    holder: 'test',
    signal: new AbortController().signal,
    onError: (error) => errors.push(error),
  })
  expect(leadership?.lost.aborted).toBe(false)
  network.vanish()
  await ended(leadership?.lost ?? AbortSignal.abort())
  expect(errors).toHaveLength(1)
  await leadership?.release()
})

test('a worker that finds nobody at the database, only silence, tries again until it is back', async () => {
  network.vanish()
  const tries: unknown[] = []
  const stop = new AbortController()
  const leading = holdLeadership({
    ...timing,
    databaseUrl: network.url,
    holder: 'test',
    signal: stop.signal,
    onError: (error) => {
      tries.push(error)
      network.comeBack()
    },
  })
  const leadership = await leading
  expect(leadership?.epoch).toBeGreaterThan(0)
  expect(tries.length).toBeGreaterThanOrEqual(1)
  await leadership?.release()
})

test('a standby leaves nothing behind with each try, and a leader nothing once it has let go', async () => {
  const args = { databaseUrl: world.services.environment.databaseUrl, onError: () => undefined }
  const first = new AbortController()
  const leader = await holdLeadership({ ...args, holder: 'first', signal: first.signal })
  const second = new AbortController()
  const standby = holdLeadership({ ...args, holder: 'second', signal: second.signal })
  // Asked until the standby has been there and gone again: then it waits with its pause alone.
  let seenCount = 0
  await vi.waitFor(
    async () => {
      const { rows } = await world.services.db.execute(
        sql`select count(*)::int as held from pg_stat_activity where application_name = 'berth-leader' and datname = current_database()`,
      )
      if (Number(rows[0]?.held) > 1) seenCount += 1
      const listenerCount = getEventListeners(second.signal, 'abort').length
      expect(listenerCount).toBeLessThanOrEqual(1)
      expect(getEventListeners(first.signal, 'abort')).toHaveLength(1)
      expect([seenCount > 0, Number(rows[0]?.held)]).toEqual([true, 1])
    },
    { timeout: 15_000, interval: 1 },
  )
  await leader?.release()
  expect(getEventListeners(first.signal, 'abort')).toHaveLength(0)
  const next = await standby
  expect(getEventListeners(second.signal, 'abort')).toHaveLength(1)
  await next?.release()
  expect(getEventListeners(second.signal, 'abort')).toHaveLength(0)
})

test('a listener whose database vanished without a farewell connects anew, says so, and hears again', async () => {
  network.comeBack()
  const errors: unknown[] = []
  const hub = new ChangeHub({
    ...timing,
    url: network.url,
    onError: (error) => {
      errors.push(error)
      network.comeBack()
    },
  })
  const { mailbox } = hub.subscribe({ owner: 'somebody' })
  expect(await mailbox.take()).toEqual({ kind: 'resync' })
  network.vanish()
  expect(await mailbox.take()).toEqual({ kind: 'away' })
  expect(await mailbox.take()).toEqual({ kind: 'resync' })
  expect(errors.length).toBeGreaterThanOrEqual(1)
  await publishChange({ tx: world.services.db, topic: 'host', id: 'a' })
  expect(await mailbox.take()).toEqual({ kind: 'change', change: { topic: 'host', id: 'a' } })
  await hub.close()
})
