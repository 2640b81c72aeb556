import { PassThrough } from 'node:stream'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  auditEntry,
  bundle,
  bundlePart,
  factRevision,
  finding,
  gpu,
  gpuIdentity,
  host,
  hostTool,
  rawOutput,
} from '@/db/schema'
import { packBundle, writeBundleFiles } from '@/emulator/bundle'
import { ESTATE } from '@/emulator/layouts/estate'
import type { ServiceContext } from '@/server/services/context'
import { diffBundles } from '@/server/services/hosts/diff-bundles'
import { getHost } from '@/server/services/hosts/get-host'
import { type BundleFiles, layoutOf, openEmulatedHosts } from '@/server/services/testing/emulated-hosts'
import { ADMIN, openServiceWorld, type ServiceWorld } from '@/server/services/testing/service-world'
import { createEnrolment } from '@/server/services/tokens/create-enrolment'
import { ingestBundle } from './ingest-bundle'
import { uploadFiles } from './upload-files'

const [DESCRIBE_HGX, DESCRIBE_L40S] = ESTATE
let world: ServiceWorld
let admin: ServiceContext
let hosts: ReturnType<typeof openEmulatedHosts>

beforeAll(async () => {
  world = await openServiceWorld()
  admin = (await world.addPerson(ADMIN)).ctx
  hosts = openEmulatedHosts({ admin, nobody: world.nobody })
})
afterAll(() => world.close())

const rowOf = async (slug: string) => {
  const [row] = await world.services.db.select().from(host).where(eq(host.slug, slug))
  if (!row) throw new Error(`no host ${slug}`)
  return row
}

test('a first bundle becomes a host with its facts, GPUs, identities and one revision', async () => {
  const { hostToken, slug } = await hosts.enrol('first-01')
  await hosts.send(hostToken, layoutOf(DESCRIBE_HGX, 'first-01'))
  const found = await getHost({ ctx: admin, input: { slug } })
  expect(found.gpuCount).toBe(8)
  expect(found.gpus).toHaveLength(8)
  expect(found.gpus.every((row) => row.state === 'proved')).toBe(true)
  expect(found.gpus[0]?.identities.map((identity) => identity.kind)).toEqual(
    expect.arrayContaining(['uuid', 'hostAddress', 'pciDevice']),
  )
  expect(found.facts?.numaNodes).toHaveLength(2)
  expect(found.freshness).toBe('fresh')
  const revisions = await world.services.db
    .select()
    .from(factRevision)
    .where(eq(factRevision.hostId, found.id))
  expect(revisions).toHaveLength(1)
})

test('the same bundle twice changes nothing, and says so', async () => {
  const { hostToken, hostId } = await hosts.enrol('twice-01')
  const layout = layoutOf(DESCRIBE_L40S, 'twice-01')
  const first = await hosts.send(hostToken, layout, { sequence: 10 })
  const second = await hosts.send(hostToken, layout, { sequence: 10, bundleId: first.deliveryId })
  expect(first.result).toBe('accepted')
  expect(second.result).toBe('unchanged')
  expect(await world.services.db.select().from(bundle).where(eq(bundle.hostId, hostId))).toHaveLength(1)
})

test('an older sequence, and a boot that another has followed, are refused, audited, and write nothing', async () => {
  const { hostToken, hostId } = await hosts.enrol('replay-01')
  const layout = layoutOf(DESCRIBE_L40S, 'replay-01')
  await hosts.send(hostToken, layout, { sequence: 100 })
  await expect(hosts.send(hostToken, layout, { sequence: 99 })).rejects.toMatchObject({
    code: 'sequenceTooOld',
    status: 409,
  })
  const rebooted = { ...layout, bootId: '11111111-1111-4111-8111-111111111111' }
  await hosts.send(hostToken, rebooted, { sequence: 5 })
  await expect(hosts.send(hostToken, layout, { sequence: 101 })).rejects.toMatchObject({
    code: 'sequenceTooOld',
  })
  expect(await world.services.db.select().from(bundle).where(eq(bundle.hostId, hostId))).toHaveLength(2)
  const refused = await world.services.db.select().from(auditEntry).where(eq(auditEntry.subjectId, hostId))
  expect(refused.filter((row) => row.outcome === 'refused')).not.toHaveLength(0)
})

test.each([
  ['truncated', (text: string) => text.slice(0, text.length / 2)],
  ['binary', () => Buffer.from([0, 1, 2, 0, 255])],
  ['UTF-16', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
])(
  'a %s part is refused with its reason; the others are taken and the facts before it stay, stale',
  async (kind, spoil) => {
    const name = `spoilt-${kind.toLowerCase()}`
    const { hostToken, slug, hostId } = await hosts.enrol(name)
    const layout = layoutOf(DESCRIBE_L40S, name)
    await hosts.send(hostToken, layout)
    const edit = (files: BundleFiles) =>
      files.set('nvidia-smi-q-x.xml', spoil(String(files.get('nvidia-smi-q-x.xml'))))
    const sent = await hosts.send(hostToken, layout, { edit })
    const part = sent.parts.find((found) => found.tool === 'nvidia-smi-q-x')
    expect(part).toMatchObject({ status: 'refused', reason: expect.stringMatching(/\w{3}/) })
    expect(sent.parts.filter((found) => found.status === 'ok').length).toBeGreaterThan(5)
    const found = await getHost({ ctx: admin, input: { slug } })
    expect(found.tools.find((tool) => tool.tool === 'nvidia-smi-q-x')).toMatchObject({
      stale: true,
      lastStatus: 'refused',
    })
    expect(found.gpus.filter((row) => row.state === 'proved')).toHaveLength(4)
    const open = await world.services.db.select().from(finding).where(eq(finding.hostId, hostId))
    expect(open.map((row) => row.code)).toContain('toolRefused')
    await hosts.send(hostToken, layout)
    const after = await world.services.db.select().from(finding).where(eq(finding.hostId, hostId))
    expect(after.find((row) => row.code === 'toolRefused')?.state).toBe('resolved')
  },
)

test('readings alone make no revision; a change of facts makes one, with its diff', async () => {
  const { hostToken, slug, hostId } = await hosts.enrol('revised-01')
  const layout = layoutOf(DESCRIBE_L40S, 'revised-01')
  await hosts.send(hostToken, layout)
  const warm = (files: BundleFiles) => {
    const xml = String(files.get('nvidia-smi-q-x.xml')).replaceAll(/<gpu_temp>\d+ C/g, '<gpu_temp>77 C')
    expect(xml).toContain('77 C')
    files.set('nvidia-smi-q-x.xml', xml)
  }
  await hosts.send(hostToken, layout, { edit: warm })
  const db = world.services.db
  expect(await db.select().from(factRevision).where(eq(factRevision.hostId, hostId))).toHaveLength(1)
  await hosts.send(hostToken, { ...layout, kernel: { ...layout.kernel, release: '6.99.0-test' } })
  expect(await db.select().from(factRevision).where(eq(factRevision.hostId, hostId))).toHaveLength(2)
  const rows = await db.select().from(bundle).where(eq(bundle.hostId, hostId)).orderBy(bundle.receivedAt)
  const [before, , after] = rows
  const diff = await diffBundles({
    ctx: admin,
    input: { hostId, beforeId: before?.id ?? '', afterId: after?.id ?? '' },
  })
  expect(diff.changes.map((change) => change.path)).toContain('system.kernelRelease')
  expect((await rowOf(slug)).facts?.system.kernelRelease).toBe('6.99.0-test')
})

test('GPUs that swap slots keep their rows; a narrow link is a finding with its numbers', async () => {
  const { hostToken, hostId } = await hosts.enrol('swap-01')
  const layout = layoutOf(DESCRIBE_L40S, 'swap-01')
  await hosts.send(hostToken, layout)
  const db = world.services.db
  const before = await db.select().from(gpu).where(eq(gpu.hostId, hostId)).orderBy(gpu.address)
  const uuids = await db.select().from(gpuIdentity).where(eq(gpuIdentity.kind, 'uuid'))
  const [a, b] = before.map((row) => uuids.find((identity) => identity.gpuId === row.id)?.value ?? '')
  await hosts.send(hostToken, layout, {
    edit: (files) => {
      const xml = String(files.get('nvidia-smi-q-x.xml'))
      files.set(
        'nvidia-smi-q-x.xml',
        xml.replaceAll(`${a}`, '@').replaceAll(`${b}`, `${a}`).replaceAll('@', `${b}`),
      )
    },
  })
  const after = await db.select().from(gpu).where(eq(gpu.hostId, hostId))
  expect(after).toHaveLength(before.length)
  expect(after.find((row) => row.id === before[0]?.id)?.address).toBe(before[1]?.address)
  expect(after.find((row) => row.id === before[1]?.id)?.address).toBe(before[0]?.address)
  const moved = await db.select().from(finding).where(eq(finding.hostId, hostId))
  expect(moved.filter((row) => row.code === 'gpuMoved')).toHaveLength(2)
})

test('a host refuses to be told by another host’s token, by an operator’s key, or by nobody', async () => {
  const own = await hosts.enrol('own-01')
  const other = await hosts.enrol('other-01')
  await hosts.send(other.hostToken, layoutOf(DESCRIBE_L40S, 'own-01'))
  // The token decides which host speaks, whatever name the bundle carries.
  expect((await rowOf(own.slug)).facts).toBeNull()
  await expect(hosts.send('berth_host_nonsense', layoutOf(DESCRIBE_L40S, 'own-01'))).rejects.toMatchObject({
    status: 401,
  })
  const { secret } = await createEnrolment({ ctx: admin, input: { kind: 'single', label: 'x' } })
  await expect(hosts.send(secret, layoutOf(DESCRIBE_L40S, 'own-01'))).rejects.toMatchObject({ status: 403 })
})

test('parallel deliveries of one host are taken one after another, each once', async () => {
  const { hostToken, hostId } = await hosts.enrol('parallel-01')
  const layout = layoutOf(DESCRIBE_L40S, 'parallel-01')
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, (_, i) => hosts.send(hostToken, layout, { sequence: 1000 + i })),
  )
  const accepted = results.filter((result) => result.status === 'fulfilled').length
  const rows = await world.services.db.select().from(bundle).where(eq(bundle.hostId, hostId))
  expect(accepted).toBeGreaterThan(0)
  expect(rows).toHaveLength(accepted)
  expect((await world.services.db.select().from(gpu).where(eq(gpu.hostId, hostId))).length).toBe(4)
})

test('a delivery waits for nobody who holds an output that both share', async () => {
  const [one, other] = [await hosts.enrol('shared-01'), await hosts.enrol('shared-02')]
  const layout = layoutOf(DESCRIBE_L40S, 'shared-01')
  await hosts.send(one.hostToken, layout)
  await world.services.db.transaction(async (tx) => {
    const held = await tx.select({ sha256: rawOutput.sha256 }).from(rawOutput).for('no key update')
    expect(held.length).toBeGreaterThan(5)
    const sent = await hosts.send(other.hostToken, { ...layout, hostname: 'shared-02' })
    expect(sent.result).toBe('accepted')
  })
})

test('an output that is said again after long is young again', async () => {
  const { hostToken } = await hosts.enrol('again-01')
  const layout = layoutOf(DESCRIBE_L40S, 'again-01')
  await hosts.send(hostToken, layout)
  const db = world.services.db
  await db.update(rawOutput).set({ createdAt: new Date(0) })
  const { bundleId } = await hosts.send(hostToken, layout)
  const outputs = await db
    .select({ createdAt: rawOutput.createdAt })
    .from(bundlePart)
    .innerJoin(rawOutput, eq(rawOutput.sha256, bundlePart.rawSha256))
    .where(eq(bundlePart.bundleId, bundleId ?? ''))
  expect(outputs.length).toBeGreaterThan(5)
  expect(outputs.filter(({ createdAt }) => createdAt.getTime() === 0)).toEqual([])
})

test('a flood of bundles is answered with when to come back, not piled up', async () => {
  const { hostToken } = await hosts.enrol('flood-01')
  const bodies = Array.from({ length: 35 }, () => new PassThrough())
  const taken = bodies.map((body) => ingestBundle({ ctx: world.nobody, secret: hostToken, body }))
  await expect(Promise.race(taken)).rejects.toMatchObject({ code: 'tooBusy', status: 503 })
  for (const body of bodies) body.end()
  const codes = (await Promise.allSettled(taken)).map((end) => end.status === 'rejected' && end.reason.code)
  expect(codes.filter((code) => code === 'tooBusy')).toHaveLength(1)
  expect(codes.filter((code) => code === 'notABundle')).toHaveLength(34)
})

test('the archives of one upload share one budget of what they unpack to', async () => {
  const { slug } = await hosts.enrol('bombs-01')
  const written = writeBundleFiles(layoutOf(DESCRIBE_L40S, slug), {
    bundleId: '00000000-0000-4000-8000-0000000000b0',
    sequence: 1,
    collectedAt: 0,
  })
  const bomb = await packBundle(new Map([...written, ['filler.bin', '\0'.repeat(15_000_000)]]))
  const files = Array.from({ length: 7 }, (_, n) => ({ name: `${n}.tar.gz`, bytes: bomb }))
  await expect(uploadFiles({ ctx: admin, input: { host: slug, isNew: false, files } })).rejects.toMatchObject(
    { code: 'bundleTooLarge', data: { limit: 'unpackedBytes' } },
  )
})

test('an upload fills gaps and does not replace what the collector has just said', async () => {
  const { hostToken, slug, hostId } = await hosts.enrol('upload-01')
  await hosts.send(hostToken, layoutOf(DESCRIBE_L40S, 'upload-01'), {
    edit: (files) => files.delete('numactl.txt'),
  })
  const uname = 'Linux elsewhere 1.2.3-hand #1 SMP x86_64 GNU/Linux\n'
  const numactl =
    writeBundleFiles(layoutOf(DESCRIBE_L40S, 'upload-01'), { bundleId: '', sequence: 0, collectedAt: 0 }).get(
      'numactl.txt',
    ) ?? ''
  const files = [
    { name: 'uname.txt', bytes: Buffer.from(uname) },
    { name: 'n.txt', bytes: Buffer.from(numactl) },
    { name: '<script>.bin', bytes: Buffer.from([0, 1, 2]) },
  ]
  const done = await uploadFiles({ ctx: admin, input: { host: slug, isNew: false, files } })
  expect(done.parts.find((part) => part.tool === 'uname')).toMatchObject({
    status: 'kept',
    reason: expect.stringMatching(/^kept/),
  })
  expect(done.parts.find((part) => part.tool === '<script>.bin')?.status).toBe('refused')
  const tools = await world.services.db.select().from(hostTool).where(eq(hostTool.hostId, hostId))
  expect(tools.find((tool) => tool.tool === 'numactl')).toMatchObject({ source: 'person', stale: false })
  expect((await rowOf(slug)).facts?.system.kernelRelease).not.toBe('1.2.3-hand')
})

test('an upload of nothing readable changes nothing, not even when it would make a new host', async () => {
  const files = [{ name: 'x.html', bytes: Buffer.from('<html>no</html>') }]
  await expect(
    uploadFiles({ ctx: admin, input: { host: 'ghost', isNew: true, files } }),
  ).rejects.toMatchObject({
    code: 'nothingReadable',
  })
  expect(await world.services.db.select().from(host).where(eq(host.slug, 'ghost'))).toHaveLength(0)
})
