import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundle, bundlePart, factRevision, host, hostTool, rawOutput, workerEpoch } from '@/db/schema'
import { ESTATE } from '@/emulator/layouts/estate'
import type { ServiceContext } from '@/server/services/context'
import { diffBundles } from '@/server/services/hosts/diff-bundles'
import { tellTools } from '@/server/services/testing/bundle-edits'
import { layoutOf, openEmulatedHosts } from '@/server/services/testing/emulated-hosts'
import { ADMIN, openServiceWorld, type ServiceWorld } from '@/server/services/testing/service-world'
import { CHANGED_BUNDLE_DAYS, pruneBundles, UNCHANGED_BUNDLE_DAYS } from './prune-bundles'

let world: ServiceWorld
let admin: ServiceContext
let hosts: ReturnType<typeof openEmulatedHosts>

beforeAll(async () => {
  world = await openServiceWorld()
  admin = (await world.addPerson(ADMIN)).ctx
  hosts = openEmulatedHosts({ admin, nobody: world.nobody })
})
afterAll(() => world.close())

async function openHost(name: string) {
  const enrolled = await hosts.enrol(name)
  const layout = layoutOf(ESTATE[1], name)
  let pressure = 0
  const full = (release = '6.1.0') =>
    hosts.send(enrolled.hostToken, layout, {
      edit: (files) => tellTools(files, { uname: `Linux gpu ${release} #1 SMP x86_64 GNU/Linux\n` }),
    })
  const pulse = () => {
    pressure += 1
    const text = `/proc/pressure/cpu:some avg10=${pressure}.00 avg60=0.87 avg300=0.20 total=${pressure}\n`
    return hosts.send(enrolled.hostToken, layout, {
      kind: 'pulse',
      edit: (files) => tellTools(files, { 'proc-pressure': text }),
    })
  }
  return { ...enrolled, full, pulse }
}

/** What the worker does so many days from now, as often as there is something to do. */
async function pruneIn(days: number): Promise<void> {
  const [row] = await world.services.db.select().from(workerEpoch)
  const now = new Date(Date.now() + days * 86_400_000)
  const ctx = { ...world.services.systemContext('worker'), now: () => now }
  let pruned = 1
  while (pruned > 0) pruned = await pruneBundles({ ctx, epoch: row?.epoch ?? -1 })
}
const bundlesOf = async (hostId: string) => {
  const rows = await world.services.db
    .select()
    .from(bundle)
    .where(eq(bundle.hostId, hostId))
    .orderBy(asc(bundle.receivedAt), asc(bundle.id))
  return rows.map(({ id, kind }) => ({ id, kind }))
}

/** Every output that is kept is one that something still refers to, and every one referred to is kept. */
async function expectOutputsWhole(): Promise<void> {
  const { db } = world.services
  const kept = new Set((await db.select({ sha256: rawOutput.sha256 }).from(rawOutput)).map((r) => r.sha256))
  const named = [
    ...(await db.select({ sha256: bundlePart.rawSha256 }).from(bundlePart)),
    ...(await db.select({ sha256: hostTool.rawSha256 }).from(hostTool)),
  ].flatMap(({ sha256 }) => sha256 ?? [])
  expect(kept.size).toBeGreaterThan(10)
  expect(kept).toEqual(new Set(named))
}

test('a host that pulses keeps its newest pulse and the full collections that its history needs', async () => {
  const one = await openHost('pulsing-01')
  for (const step of ['full', 'pulse', 'full', 'pulse', 'full', 'pulse'] as const) await one[step]()
  const before = await bundlesOf(one.hostId)
  expect(before.map(({ kind }) => kind)).toEqual(['full', 'full', 'full', 'pulse'])
  await pruneIn(UNCHANGED_BUNDLE_DAYS + 1)
  const after = await bundlesOf(one.hostId)
  // The first of the revision, the newest full one, from which the facts were read, and the newest pulse.
  expect(after).toEqual([before[0], before[2], before[3]])
  await expectOutputsWhole()
})

test('a host that still pulses long after its last full collection keeps that one, and what its facts were read from', async () => {
  const one = await openHost('pulsing-02')
  await one.full('6.1.0')
  await one.full('6.2.0')
  await one.full('6.2.0')
  await one.pulse()
  await one.pulse()
  await pruneIn(CHANGED_BUNDLE_DAYS + 1)
  const kept = await bundlesOf(one.hostId)
  expect(kept.map(({ kind }) => kind)).toEqual(['full', 'full', 'full', 'pulse'])
  const [row] = await world.services.db.select().from(host).where(eq(host.id, one.hostId))
  expect(row?.facts?.system.kernelRelease).toBe('6.2.0')
  await expectOutputsWhole()
  const input = { hostId: one.hostId, beforeId: kept[0]?.id ?? '', afterId: kept[1]?.id ?? '' }
  const { changes } = await diffBundles({ ctx: admin, input })
  expect(changes.map(({ path }) => path)).toContain('system.kernelRelease')
})

test('a host that has only pulsed yet keeps its newest pulse', async () => {
  const one = await openHost('pulsing-03')
  for (let n = 0; n < 3; n += 1) await one.pulse()
  await pruneIn(CHANGED_BUNDLE_DAYS + 1)
  expect((await bundlesOf(one.hostId)).map(({ kind }) => kind)).toEqual(['pulse'])
  await expectOutputsWhole()
})

test('every revision that is left can still be compared with the others', async () => {
  const one = await openHost('compared-01')
  for (const release of ['6.1.0', '6.2.0', '6.2.0', '6.3.0', '6.3.0', '6.1.0']) {
    await one.full(release)
    await one.pulse()
  }
  await pruneIn(CHANGED_BUNDLE_DAYS + 1)
  const { db } = world.services
  const revisions = await db.select().from(factRevision).where(eq(factRevision.hostId, one.hostId))
  expect(revisions).toHaveLength(4)
  const held = await db.select().from(bundle).where(eq(bundle.hostId, one.hostId))
  expect(new Set(held.map(({ revisionId }) => revisionId))).toEqual(new Set(revisions.map(({ id }) => id)))
})
