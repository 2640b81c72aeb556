import { and, asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditEntry, bundle, bundlePart, factRevision, finding, host, hostTool, rawOutput } from '@/db/schema'
import { ESTATE } from '@/emulator/layouts/estate'
import type { ServiceContext } from '@/server/services/context'
import { getHost } from '@/server/services/hosts/get-host'
import { readRaw } from '@/server/services/hosts/read-raw'
import { dropTools, setManifest, type ToldTool, tellTools } from '@/server/services/testing/bundle-edits'
import { layoutOf, openEmulatedHosts, type SendOptions } from '@/server/services/testing/emulated-hosts'
import { ADMIN, openServiceWorld, type ServiceWorld } from '@/server/services/testing/service-world'

let world: ServiceWorld
let admin: ServiceContext
let hosts: ReturnType<typeof openEmulatedHosts>

beforeAll(async () => {
  world = await openServiceWorld()
  admin = (await world.addPerson(ADMIN)).ctx
  hosts = openEmulatedHosts({ admin, nobody: world.nobody })
})
afterAll(() => world.close())

const BOOT = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] as const
const pressure = (some: string) =>
  `/proc/pressure/cpu:some avg10=${some} avg60=0.87 avg300=0.20 total=23456789\n`

async function openHost(name: string) {
  const { hostId, hostToken, slug } = await hosts.enrol(name)
  const layout = layoutOf(ESTATE[1], name)
  const full = (options: SendOptions & { boot?: 0 | 1 } = {}) =>
    hosts.send(hostToken, layout, {
      ...options,
      edit: (files) => {
        setManifest(files, { boot_id: BOOT[options.boot ?? 0] })
        options.edit?.(files)
      },
    })
  const pulse = (
    sequence: number,
    told: Parameters<typeof tellTools>[1] = {},
    options: SendOptions & { boot?: 0 | 1 } = {},
  ) =>
    full({
      ...options,
      kind: 'pulse',
      sequence,
      edit: (files) => {
        tellTools(files, told)
        options.edit?.(files)
      },
    })
  return { hostId, slug, full, pulse }
}

const bundlesOf = (hostId: string) =>
  world.services.db
    .select()
    .from(bundle)
    .where(eq(bundle.hostId, hostId))
    .orderBy(asc(bundle.receivedAt), asc(bundle.id))
const rowOf = async (hostId: string) => {
  const [row] = await world.services.db.select().from(host).where(eq(host.id, hostId))
  if (!row) throw new Error('no such host')
  return row
}
const toolOf = async (hostId: string, tool: typeof hostTool.$inferSelect.tool) => {
  const [row] = await world.services.db
    .select()
    .from(hostTool)
    .where(and(eq(hostTool.hostId, hostId), eq(hostTool.tool, tool)))
  return row
}
const historyOf = async (hostId: string) => ({
  revisions: await world.services.db.select().from(factRevision).where(eq(factRevision.hostId, hostId)),
  findings: await world.services.db.select().from(finding).where(eq(finding.hostId, hostId)),
  facts: (await rowOf(hostId)).facts,
  lastSeenAt: (await rowOf(hostId)).lastSeenAt,
})

test('a pulse brings its readings up to date and leaves history, findings and facts as they are', async () => {
  const one = await openHost('pulse-01')
  await one.full({ sequence: 10 })
  const before = await historyOf(one.hostId)
  expect(before.findings.length).toBeGreaterThan(0)
  expect(before.revisions).toHaveLength(1)
  const sent = await one.pulse(11, { 'proc-pressure': pressure('77.77') })
  expect(sent.result).toBe('accepted')
  expect(sent.parts.map(({ tool, status }) => [tool, status])).toEqual(
    expect.arrayContaining([
      ['proc-pressure', 'ok'],
      ['nvidia-smi-query-gpu', 'ok'],
      ['proc-interrupts', 'ok'],
      ['proc-softirqs', 'ok'],
    ]),
  )
  expect(await historyOf(one.hostId)).toEqual(before)
  expect(JSON.stringify((await toolOf(one.hostId, 'proc-pressure'))?.facts)).toContain('77.77')
  expect((await rowOf(one.hostId)).lastPulseAt).not.toBeNull()
})

test('of a host’s pulses only the newest is kept; its full collections stay', async () => {
  const [one, other] = [await openHost('pulse-02'), await openHost('pulse-03')]
  await other.pulse(1)
  await one.full({ sequence: 10 })
  for (const sequence of [11, 12, 13, 14]) await one.pulse(sequence)
  const kept = await bundlesOf(one.hostId)
  expect(kept.map(({ kind, sequence }) => [kind, sequence])).toEqual([
    ['full', 10],
    ['pulse', 14],
  ])
  const parts = await world.services.db
    .select()
    .from(bundlePart)
    .where(eq(bundlePart.bundleId, kept[1]?.id ?? ''))
  expect(parts).toHaveLength(4)
  expect(await bundlesOf(other.hostId)).toHaveLength(1)
})

test('pulses leave no raw outputs behind but those of the newest, and none that another bundle holds', async () => {
  const one = await openHost('pulse-outputs-01')
  const shared = pressure('5.55')
  await one.full({ sequence: 10, edit: (files) => tellTools(files, { 'proc-pressure': shared }) })
  const count = () => world.services.db.$count(rawOutput)
  await one.pulse(11, { 'proc-pressure': shared })
  const before = await count()
  for (const sequence of [12, 13, 14])
    await one.pulse(sequence, { 'proc-pressure': pressure(`${sequence}.00`) })
  // One more than before: the full collection still holds the output that it shared with the first pulse.
  expect(await count()).toBe(before + 1)
  const raw = (bundleId?: string) =>
    readRaw({ ctx: admin, input: { slug: one.slug, tool: 'proc-pressure', bundleId } })
  expect(String((await raw()).bytes)).toBe(pressure('14.00'))
  const [full] = await bundlesOf(one.hostId)
  expect(String((await raw(full?.id)).bytes)).toBe(shared)
})

test('a pulse that lacks a tool the one before had is taken, and that tool’s readings stay', async () => {
  const one = await openHost('pulse-04')
  await one.full({ sequence: 10 })
  await one.pulse(11, { 'proc-pressure': pressure('33.33') })
  const sent = await one.pulse(12, {}, { edit: (files) => dropTools(files, ['proc-pressure']) })
  expect(sent.result).toBe('accepted')
  expect(JSON.stringify((await toolOf(one.hostId, 'proc-pressure'))?.facts)).toContain('33.33')
  expect((await bundlesOf(one.hostId)).map(({ sequence }) => sequence)).toEqual([10, 12])
  const input = { slug: one.slug, tool: 'proc-pressure' } as const
  expect(String((await readRaw({ ctx: admin, input })).bytes)).toBe(pressure('33.33'))
})

test('tools beyond those of a pulse are left to the next full collection', async () => {
  const one = await openHost('pulse-05')
  await one.full({ sequence: 10 })
  const uname = await toolOf(one.hostId, 'uname')
  expect(uname?.facts).not.toBeNull()
  const sent = await one.pulse(11, {
    uname: 'Linux other 9.9.9 #1 SMP x86_64 GNU/Linux\n',
    lspci: { status: 'absent' },
    'nvidia-smi-q-x': 'broken',
  })
  expect(sent.parts.map(({ tool }) => tool)).not.toContain('uname')
  expect(sent.parts).toHaveLength(4)
  expect(await toolOf(one.hostId, 'uname')).toEqual(uname)
  expect((await toolOf(one.hostId, 'lspci'))?.facts).not.toBeNull()
  expect((await toolOf(one.hostId, 'nvidia-smi-q-x'))?.stale).toBe(false)
})

test('pulses and full collections are each ordered among themselves', async () => {
  const one = await openHost('pulse-06')
  await one.full({ sequence: 10 })
  await one.pulse(100)
  await expect(one.pulse(99)).rejects.toMatchObject({ code: 'sequenceTooOld', status: 409 })
  await expect(one.pulse(100)).rejects.toMatchObject({ code: 'sequenceTooOld' })
  // It was collected before the newest pulse and is newer than the full one before.
  expect((await one.full({ sequence: 50 })).result).toBe('accepted')
  await expect(one.full({ sequence: 49 })).rejects.toMatchObject({ code: 'sequenceTooOld' })
  expect((await one.pulse(101)).result).toBe('accepted')
  expect(await rowOf(one.hostId)).toMatchObject({ sequence: 50, pulseSequence: 101 })
})

test('the same pulse twice changes nothing', async () => {
  const one = await openHost('pulse-07')
  await one.full({ sequence: 10 })
  const first = await one.pulse(11)
  const again = await one.pulse(11, {}, { bundleId: first.deliveryId })
  expect(again.result).toBe('unchanged')
  expect(await bundlesOf(one.hostId)).toHaveLength(2)
})

test('after a boot a pulse may come before the first full collection; what the old boot still sends is refused', async () => {
  const one = await openHost('pulse-08')
  await one.full({ sequence: 1000 })
  await one.pulse(1001)
  expect((await one.pulse(3, {}, { boot: 1 })).result).toBe('accepted')
  expect(await rowOf(one.hostId)).toMatchObject({
    bootId: BOOT[1],
    endedBootIds: [BOOT[0]],
    sequence: null,
    pulseSequence: 3,
  })
  await expect(one.pulse(1002)).rejects.toMatchObject({ code: 'sequenceTooOld' })
  await expect(one.full({ sequence: 1003 })).rejects.toMatchObject({ code: 'sequenceTooOld' })
  expect((await one.full({ sequence: 2, boot: 1 })).result).toBe('accepted')
  expect(await rowOf(one.hostId)).toMatchObject({ bootId: BOOT[1], sequence: 2, pulseSequence: 3 })
  await expect(one.pulse(2, {}, { boot: 1 })).rejects.toMatchObject({ code: 'sequenceTooOld' })
})

test('a host may pulse before anything else is known of it; its first facts are still its first', async () => {
  const one = await openHost('pulse-09')
  await one.pulse(1)
  const early = await getHost({ ctx: admin, input: { slug: one.slug } })
  expect(early).toMatchObject({ facts: null, gpus: [], freshness: 'never' })
  await one.full({ sequence: 2 })
  expect((await getHost({ ctx: admin, input: { slug: one.slug } })).gpus).toHaveLength(4)
  const audit = await world.services.db.select().from(auditEntry).where(eq(auditEntry.subjectId, one.hostId))
  expect(audit.map(({ action }) => action)).toContain('host.firstFacts')
})

test.each<[string, ToldTool]>([
  ['cannot be read', 'index, temperature.gpu\n0,'],
  ['failed', { status: 'failed' }],
])('a reading that %s leaves the one before, stale, and opens no finding by itself', async (how, told) => {
  const one = await openHost(`pulse-bad-${how.replaceAll(' ', '-')}`)
  await one.full({ sequence: 10 })
  await one.pulse(11)
  const [before, findings] = [
    await toolOf(one.hostId, 'nvidia-smi-query-gpu'),
    (await historyOf(one.hostId)).findings,
  ]
  expect(before?.facts).not.toBeNull()
  await one.pulse(12, { 'nvidia-smi-query-gpu': told })
  expect(await toolOf(one.hostId, 'nvidia-smi-query-gpu')).toMatchObject({
    facts: before?.facts,
    observedAt: before?.observedAt,
    stale: true,
  })
  expect((await historyOf(one.hostId)).findings).toEqual(findings)
})

test('a pulse’s short list of GPUs never stands in for the full one, nor adds a GPU', async () => {
  const one = await openHost('pulse-10')
  await one.full({ sequence: 10 })
  const list =
    'index, uuid, pci.bus_id, temperature.gpu\n7, GPU-99999999-1111-2222-3333-444444444444, 00000000:FE:00.0, 41\n'
  await one.pulse(11, { 'nvidia-smi-query-gpu': list })
  await one.full({ sequence: 12, edit: (files) => dropTools(files, ['nvidia-smi-query-gpu']) })
  const { gpus, facts } = await getHost({ ctx: admin, input: { slug: one.slug } })
  expect(gpus).toHaveLength(4)
  expect(facts?.gpus).toHaveLength(4)
  expect(facts?.contradictions).toEqual([])
})
