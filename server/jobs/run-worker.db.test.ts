import { eq } from 'drizzle-orm'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { bundle, finding, host, rawOutput, workerEpoch } from '@/db/schema'
import { ESTATE } from '@/emulator/layouts/estate'
import type { ServiceContext } from '@/server/services/context'
import { noticeSilence } from '@/server/services/hosts/notice-silence'
import { holdLeadership } from '@/server/services/leadership/leader-lock'
import { pruneBundles } from '@/server/services/retention/prune-bundles'
import { layoutOf, openEmulatedHosts } from '@/server/services/testing/emulated-hosts'
import { ADMIN, openServiceWorld, type ServiceWorld } from '@/server/services/testing/service-world'
import { runWorker } from './run-worker'
import type { Job } from './schedule'

const L40S = ESTATE[1]
const log = pino({ level: 'silent' })
const never = new AbortController().signal
let world: ServiceWorld
let hosts: ReturnType<typeof openEmulatedHosts>

beforeAll(async () => {
  world = await openServiceWorld()
  hosts = openEmulatedHosts({ admin: (await world.addPerson(ADMIN)).ctx, nobody: world.nobody })
})
afterAll(() => world.close())

const at = (now: Date): ServiceContext => ({ ...world.services.systemContext('worker'), now: () => now })
const later = (days: number) => new Date(Date.now() + days * 86_400_000)
const readEpoch = async () => {
  const [row] = await world.services.db.select().from(workerEpoch)
  return row?.epoch ?? -1
}
const hold = (signal = never) => {
  const { databaseUrl } = world.services.environment
  return holdLeadership({ databaseUrl, holder: 'test', signal, onError: () => undefined })
}

test('one leads at a time: the second waits until the first lets go, and then raises the epoch', async () => {
  const first = await hold()
  const second = hold()
  expect(first?.epoch).toBe(await readEpoch())
  await first?.release()
  expect((await second)?.epoch).toBe((first?.epoch ?? 0) + 1)
  await (await second)?.release()
})

test('a leader whose epoch is over cannot write, although it does not know', async () => {
  const old = await hold()
  await old?.release()
  const present = await hold()
  const ctx = at(new Date())
  await expect(noticeSilence({ ctx, epoch: old?.epoch ?? 0 })).rejects.toMatchObject({
    code: 'leadershipLost',
  })
  await expect(pruneBundles({ ctx, epoch: old?.epoch ?? 0 })).rejects.toMatchObject({
    code: 'leadershipLost',
  })
  expect(await noticeSilence({ ctx, epoch: present?.epoch ?? 0 })).toBe(0)
  await present?.release()
})

test('a host that stops reporting is found silent once, and is no longer when it speaks again', async () => {
  const { hostId, hostToken } = await hosts.enrol('quiet-01')
  const layout = layoutOf(L40S, 'quiet-01')
  await hosts.send(hostToken, layout)
  const epoch = await readEpoch()
  expect(await noticeSilence({ ctx: at(new Date()), epoch })).toBe(0)
  expect(await noticeSilence({ ctx: at(later(1)), epoch })).toBe(1)
  expect(await noticeSilence({ ctx: at(later(2)), epoch })).toBe(0)
  const silent = async () =>
    (await world.services.db.select().from(finding).where(eq(finding.hostId, hostId))).find(
      (row) => row.code === 'hostSilent',
    )
  expect(await silent()).toMatchObject({ state: 'open', numbers: { silentMinutes: 2880 } })
  await hosts.send(hostToken, layout)
  expect(await silent()).toMatchObject({ state: 'resolved' })
  const [row] = await world.services.db.select().from(host).where(eq(host.id, hostId))
  const open = await world.services.db.select().from(finding).where(eq(finding.hostId, hostId))
  expect(row?.openFindingCount).toBe(open.filter((found) => found.state === 'open').length)
})

test('old bundles that changed nothing go, with outputs nobody refers to; the first and the newest stay', async () => {
  const { hostId, hostToken } = await hosts.enrol('old-01')
  const layout = layoutOf(L40S, 'old-01')
  for (let i = 0; i < 4; i++) await hosts.send(hostToken, layout)
  const epoch = await readEpoch()
  const count = async () =>
    (await world.services.db.select().from(bundle).where(eq(bundle.hostId, hostId))).length
  expect(await pruneBundles({ ctx: at(later(6)), epoch })).toBe(0)
  expect(await count()).toBe(4)
  expect(await pruneBundles({ ctx: at(later(8)), epoch })).toBeGreaterThanOrEqual(2)
  expect(await count()).toBe(2)
  const outputs = (await world.services.db.select().from(rawOutput)).length
  expect(outputs).toBeGreaterThan(0)
})

test('a job that fails does not stop the others, nor the worker', async () => {
  const stop = new AbortController()
  const ran: string[] = []
  const jobs: Job[] = [
    { name: 'fails', everyMs: 3_600_000, run: () => Promise.reject(new Error('no')) },
    { name: 'works', everyMs: 3_600_000, run: async () => ran.push('works') },
  ]
  const worker = runWorker({ from: world.services, log, signal: stop.signal, jobs })
  await vi.waitFor(() => expect(ran).toEqual(['works']), { timeout: 10_000 })
  stop.abort()
  await worker
})
