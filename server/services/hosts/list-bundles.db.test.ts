import { afterAll, beforeAll, expect, test } from 'vitest'
import { ESTATE } from '@/emulator/layouts/estate'
import type { ServiceContext } from '@/server/services/context'
import { layoutOf, openEmulatedHosts } from '@/server/services/testing/emulated-hosts'
import { ADMIN, openServiceWorld, type ServiceWorld } from '@/server/services/testing/service-world'
import { diffBundles } from './diff-bundles'
import { listBundles } from './list-bundles'

let world: ServiceWorld
let ctx: ServiceContext
let hosts: ReturnType<typeof openEmulatedHosts>
let hostId: string

/** Four deliveries: the third one says another kernel, the others the same. */
beforeAll(async () => {
  world = await openServiceWorld()
  ctx = (await world.addPerson(ADMIN)).ctx
  hosts = openEmulatedHosts({ admin: ctx, nobody: world.nobody })
  const enrolled = await hosts.enrol('told-01')
  hostId = enrolled.hostId
  const layout = layoutOf(ESTATE[1], 'told-01')
  for (const kernel of [null, null, '9.9.9-told', '9.9.9-told']) {
    await hosts.send(enrolled.hostToken, layout, {
      edit: (files) => {
        if (kernel === null) return
        const uname = String(files.get('uname.txt'))
        files.set('uname.txt', uname.replace(/\d+\.\d+\.\d+\S*/, kernel))
      },
    })
  }
})
afterAll(() => world.close())

test('what a host delivered comes newest first, page by page, each with the fate of its parts', async () => {
  const whole = await listBundles({ ctx, input: { hostId, cursor: null, limit: 100 } })
  expect(whole.items).toHaveLength(4)
  expect(whole.items.every(({ parts }) => parts.length > 3)).toBe(true)
  const times = whole.items.map(({ receivedAt }) => receivedAt.getTime())
  expect(times).toEqual(times.toSorted((a, b) => b - a))
  const first = await listBundles({ ctx, input: { hostId, cursor: null, limit: 3 } })
  const second = await listBundles({ ctx, input: { hostId, cursor: first.nextCursor, limit: 3 } })
  expect(second.nextCursor).toBeNull()
  expect([...first.items, ...second.items]).toEqual(whole.items)
})

test('a pulse is no delivery of the history, also while it is the newest word of the host', async () => {
  const { hostId: ownId, hostToken } = await hosts.enrol('told-02')
  const layout = layoutOf(ESTATE[1], 'told-02')
  const list = () => listBundles({ ctx, input: { hostId: ownId, cursor: null, limit: 100 } })
  await hosts.send(hostToken, layout)
  const before = await list()
  expect(before.items).toHaveLength(1)
  const pulse = await hosts.send(hostToken, layout, { kind: 'pulse' })
  expect(pulse.result).toBe('accepted')
  expect(await list()).toEqual(before)
})

test('what changed between two bundles is told, in the direction asked for', async () => {
  const { items } = await listBundles({ ctx, input: { hostId, cursor: null, limit: 100 } })
  const [newest, third, second, oldest] = items.map(({ id }) => id)
  const diff = (beforeId = '', afterId = '') => diffBundles({ ctx, input: { hostId, beforeId, afterId } })
  const there = await diff(oldest, newest)
  expect(there).toMatchObject({ before: { id: oldest }, after: { id: newest }, truncated: false })
  expect(JSON.stringify(there.changes)).toContain('9.9.9-told')
  const back = await diff(newest, oldest)
  expect(back.changes).toHaveLength(there.changes.length)
  expect(back.changes).not.toEqual(there.changes)
  expect((await diff(oldest, second)).changes).toEqual([])
  expect((await diff(third, newest)).changes).toEqual([])
  await expect(diff(oldest, ctx.newId())).rejects.toMatchObject({ code: 'bundleNotFound', status: 404 })
})
