import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { finding, host, workerEpoch } from '@/db/schema'
import { ESTATE } from '@/emulator/layouts/estate'
import type { ServiceContext } from '@/server/services/context'
import { layoutOf, openEmulatedHosts } from '@/server/services/testing/emulated-hosts'
import { ADMIN, openServiceWorld, type ServiceWorld } from '@/server/services/testing/service-world'
import { createEnrolment } from '@/server/services/tokens/create-enrolment'
import { describeFinding } from '@/server/wording/finding'
import { decideHost } from './decide-host'
import { enrolHost } from './enrol-host'
import { noticeSilence } from './notice-silence'

let world: ServiceWorld
let admin: ServiceContext
let hosts: ReturnType<typeof openEmulatedHosts>
let epoch: number

beforeAll(async () => {
  world = await openServiceWorld()
  admin = (await world.addPerson(ADMIN)).ctx
  hosts = openEmulatedHosts({ admin, nobody: world.nobody })
  const [row] = await world.services.db.select().from(workerEpoch)
  epoch = row?.epoch ?? -1
})
afterAll(() => world.close())

/** A cycle of the worker so many minutes from now; half a minute on, so that no figure hangs on milliseconds. */
const cycleAt = (minutes: number) => {
  const now = new Date(Date.now() + minutes * 60_000 + 30_000)
  return noticeSilence({ ctx: { ...world.services.systemContext('worker'), now: () => now }, epoch })
}
const openOf = async (hostId: string) => {
  const rows = await world.services.db.select().from(finding).where(eq(finding.hostId, hostId))
  return rows
    .filter(({ code, state }) => state === 'open' && code.startsWith('host'))
    .map(({ code, numbers }) => ({ code, numbers }))
}

test('how long a host has been silent is told anew as it grows, in steps worth reading', async () => {
  const { hostId, hostToken } = await hosts.enrol('quiet-01')
  await hosts.send(hostToken, layoutOf(ESTATE[1], 'quiet-01'))
  const told: unknown[] = []
  for (const minutes of [10, 30, 31, 59, 60, 90, 119, 120, 179, 180, 4_320]) {
    await cycleAt(minutes)
    told.push((await openOf(hostId))[0]?.numbers.silentMinutes ?? null)
  }
  expect(told).toEqual([null, 30, 30, 30, 60, 60, 60, 120, 120, 180, 4_320])
  const rows = await world.services.db.select().from(finding).where(eq(finding.hostId, hostId))
  expect(rows.filter(({ code }) => code === 'hostSilent')).toHaveLength(1)
})

test('a host that enrolled and never reported is found, in its own words, until it does', async () => {
  const { hostId, hostToken } = await hosts.enrol('mute-01')
  await cycleAt(20)
  expect(await openOf(hostId)).toEqual([])
  await cycleAt(30)
  const [found] = await openOf(hostId)
  expect(found).toEqual({ code: 'hostNeverReported', numbers: { enrolledMinutes: 30 } })
  const words = {
    code: 'hostNeverReported',
    numbers: { enrolledMinutes: 30 },
    subject: { label: 'mute-01' },
  } as const
  expect(describeFinding(words)).toBe('mute-01: enrolled 30 minutes ago and has reported nothing yet')
  await cycleAt(60)
  expect(await openOf(hostId)).toEqual([{ code: 'hostNeverReported', numbers: { enrolledMinutes: 60 } }])
  await hosts.send(hostToken, layoutOf(ESTATE[1], 'mute-01'))
  expect(await openOf(hostId)).toEqual([])
})

test('a host waiting for approval is not blamed for its silence; once let in, its time begins then', async () => {
  const input = { kind: 'bulk', label: 'rack', expiresInHours: 1, maxHosts: 5 } as const
  const { secret } = await createEnrolment({ ctx: admin, input })
  const machine = { hostname: 'patient-01', product_uuid: null, boot_id: null, collector: 'test' }
  const { hostId } = await enrolHost({ ctx: world.nobody, secret, input: machine })
  const longAgo = new Date(Date.now() - 86_400_000)
  await world.services.db.update(host).set({ enrolledAt: longAgo }).where(eq(host.id, hostId))
  await cycleAt(0)
  expect(await openOf(hostId)).toEqual([])
  await decideHost({ ctx: admin, input: { hostId }, decision: 'approve' })
  await cycleAt(20)
  expect(await openOf(hostId)).toEqual([])
  await cycleAt(30)
  expect(await openOf(hostId)).toMatchObject([{ code: 'hostNeverReported' }])
})

test('a host that only a person fills by upload has no collector to be silent', async () => {
  const id = admin.newId()
  const enrolledAt = new Date(Date.now() - 86_400_000)
  await world.services.db
    .insert(host)
    .values({ id, slug: 'paper-01', hostname: 'paper-01', state: 'enrolled', enrolledAt })
  await cycleAt(0)
  expect(await openOf(id)).toEqual([])
})
