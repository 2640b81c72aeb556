import { and, asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gpu, hostTool, kernelEvent } from '@/db/schema'
import { ESTATE } from '@/emulator/layouts/estate'
import type { ServiceContext } from '@/server/services/context'
import { type ToldTool, tellTools } from '@/server/services/testing/bundle-edits'
import { layoutOf, openEmulatedHosts, type SendOptions } from '@/server/services/testing/emulated-hosts'
import { ADMIN, openServiceWorld, type ServiceWorld } from '@/server/services/testing/service-world'
import { uploadFiles } from './upload-files'

let world: ServiceWorld
let admin: ServiceContext
let hosts: ReturnType<typeof openEmulatedHosts>

beforeAll(async () => {
  world = await openServiceWorld()
  admin = (await world.addPerson(ADMIN)).ctx
  hosts = openEmulatedHosts({ admin, nobody: world.nobody })
})
afterAll(() => world.close())

const ADDRESS = layoutOf(ESTATE[1], 'any').nvidia?.gpus[0]?.address ?? ''
const SLOT = ADDRESS.replace(/\.\d$/, '')
const XID = `[   12.500000] NVRM: Xid (PCI:${SLOT}): 79, pid=1234, name=python, GPU has fallen off the bus.\n`
const LATER = `[   99.000000] NVRM: Xid (PCI:${SLOT}): 48, pid=1234, name=python, An uncorrectable double bit error\n`
const FOREIGN = '[   13.000000] NVRM: Xid (PCI:0000:fe:00): 31, pid=77, name=x, MMU Fault\n'
const SILENCE = '-- No entries --\n'

const eventsOf = (hostId: string) =>
  world.services.db
    .select()
    .from(kernelEvent)
    .where(eq(kernelEvent.hostId, hostId))
    .orderBy(asc(kernelEvent.id))

async function openHost(name: string) {
  const { hostId, hostToken, slug } = await hosts.enrol(name)
  const send = (log: ToldTool, options: SendOptions = {}) =>
    hosts.send(hostToken, layoutOf(ESTATE[1], name), {
      ...options,
      edit: (files) => tellTools(files, { 'kernel-log': log }),
    })
  const upload = (log: string) =>
    uploadFiles({
      ctx: admin,
      input: { host: slug, isNew: false, files: [{ name: 'dmesg', bytes: Buffer.from(log) }] },
    })
  return { hostId, slug, send, upload }
}

test('what the kernel said is kept at the GPU it names from the first bundle on, and at none that is not known', async () => {
  const one = await openHost('xid-01')
  await one.send(XID + FOREIGN)
  const [at] = await world.services.db
    .select()
    .from(gpu)
    .where(and(eq(gpu.hostId, one.hostId), eq(gpu.address, ADDRESS)))
  expect(at).toBeDefined()
  expect(await eventsOf(one.hostId)).toMatchObject([
    {
      kind: 'xid',
      number: 79,
      gpuId: at?.id,
      address: ADDRESS,
      pid: 1234,
      processName: 'python',
      hostStamp: '12.500000',
    },
    { kind: 'xid', number: 31, gpuId: null, pid: 77 },
  ])
})

test('each line is kept once: not again by the same bundle, nor by one that repeats it to the letter', async () => {
  const one = await openHost('xid-02')
  const first = await one.send(XID, { sequence: 1000 })
  expect((await one.send(XID, { sequence: 1000, bundleId: first.deliveryId })).result).toBe('unchanged')
  expect((await one.send(XID, { sequence: 1001 })).result).toBe('accepted')
  expect(await eventsOf(one.hostId)).toHaveLength(1)
})

test('the same output read again by another build of Berth is not said again', async () => {
  const one = await openHost('xid-03')
  await one.send(XID)
  await world.services.db
    .update(hostTool)
    .set({ readerBuild: 'another' })
    .where(eq(hostTool.hostId, one.hostId))
  await one.send(XID)
  expect(await eventsOf(one.hostId)).toHaveLength(1)
  const [row] = await world.services.db
    .select()
    .from(hostTool)
    .where(and(eq(hostTool.hostId, one.hostId), eq(hostTool.tool, 'kernel-log')))
  expect(row?.readerBuild).not.toBe('another')
})

test('what comes later is added to what was kept, and silence takes nothing away', async () => {
  const one = await openHost('xid-04')
  for (const log of [XID, SILENCE, LATER, SILENCE]) await one.send(log)
  expect((await eventsOf(one.hostId)).map(({ number }) => number)).toEqual([79, 48])
})

test('a whole log that a person brings adds only what is not kept yet', async () => {
  const one = await openHost('xid-05')
  await one.upload(XID + XID)
  expect(await eventsOf(one.hostId)).toHaveLength(2)
  await one.upload(XID + XID)
  await one.upload(XID + XID + LATER)
  expect((await eventsOf(one.hostId)).map(({ number }) => number)).toEqual([79, 79, 48])
})

test('a log that cannot be read, or was not there, leaves what was kept', async () => {
  const one = await openHost('xid-06')
  await one.send(XID)
  await one.send({ status: 'failed' })
  await one.send({ status: 'absent' })
  expect(await eventsOf(one.hostId)).toHaveLength(1)
})
