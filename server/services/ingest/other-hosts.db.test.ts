import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundle, bundlePart, finding, gpu, hostTool } from '@/db/schema'
import { ESTATE } from '@/emulator/layouts/estate'
import { layoutOf, openEmulatedHosts } from '@/server/services/testing/emulated-hosts'
import { ADMIN, openServiceWorld, type ServiceWorld } from '@/server/services/testing/service-world'

const L40S = ESTATE[1]
let world: ServiceWorld
let hosts: ReturnType<typeof openEmulatedHosts>

beforeAll(async () => {
  world = await openServiceWorld()
  hosts = openEmulatedHosts({ admin: (await world.addPerson(ADMIN)).ctx, nobody: world.nobody })
})
afterAll(() => world.close())

const openFindings = (hostId: string) =>
  world.services.db
    .select()
    .from(finding)
    .where(and(eq(finding.hostId, hostId), eq(finding.state, 'open')))

test('a host that claims another host’s GPUs neither takes nor closes its findings, nor its GPUs', async () => {
  const honest = await hosts.enrol('honest-01')
  const liar = await hosts.enrol('liar-01')
  const narrow = { ...L40S?.({ stage: 2, tick: 0 }), hostname: 'honest-01' } as ReturnType<typeof layoutOf>
  await hosts.send(honest.hostToken, narrow)
  const before = await openFindings(honest.hostId)
  expect(before.map((row) => row.code)).toContain('pcieLinkWidthBelowMaximum')
  // The same machine under another token: first with the fault, then healed.
  await hosts.send(liar.hostToken, narrow)
  await hosts.send(liar.hostToken, layoutOf(L40S, 'honest-01'))
  expect((await openFindings(honest.hostId)).map((row) => row.id).toSorted()).toEqual(
    before.map((row) => row.id).toSorted(),
  )
  const owned = await world.services.db.select().from(gpu).where(eq(gpu.hostId, honest.hostId))
  expect(owned.map((row) => row.state)).toEqual(['proved', 'proved', 'proved', 'proved'])
  const claimed = await world.services.db.select().from(gpu).where(eq(gpu.hostId, liar.hostId))
  expect(claimed.every((row) => row.state === 'provisional')).toBe(true)
  expect((await openFindings(liar.hostId)).map((row) => row.code)).toContain('gpuUuidOnTwoHosts')
})

test('a boot that is over stays over, also when retention has forgotten its bundles', async () => {
  const { hostId, hostToken } = await hosts.enrol('rebooted-01')
  const layout = layoutOf(L40S, 'rebooted-01')
  await hosts.send(hostToken, layout, { sequence: 10 })
  await hosts.send(hostToken, { ...layout, bootId: '22222222-2222-4222-8222-222222222222' }, { sequence: 1 })
  const { db } = world.services
  await db.delete(hostTool).where(eq(hostTool.hostId, hostId))
  await db.delete(bundlePart)
  await db.delete(bundle).where(eq(bundle.hostId, hostId))
  await expect(hosts.send(hostToken, layout, { sequence: 11 })).rejects.toMatchObject({
    code: 'sequenceTooOld',
  })
})
