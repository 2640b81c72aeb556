import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundle, finding, gpu, host } from '@/db/schema'
import { ESTATE } from '@/emulator/layouts/estate'
import type { ServiceContext } from '@/server/services/context'
import { listBundles } from '@/server/services/hosts/list-bundles'
import { keepTools, replaceIn, setManifest, tellTools } from '@/server/services/testing/bundle-edits'
import { type BundleFiles, layoutOf, openEmulatedHosts } from '@/server/services/testing/emulated-hosts'
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

const DAY_S = 86_400
const nowSeconds = () => Math.floor(Date.now() / 1000)
const YEARS_AGO = '946684800'
const FAR_AHEAD = '4102444800'
const BOOTS = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] as const

async function openHost(name: string) {
  const enrolled = await hosts.enrol(name)
  const layout = layoutOf(ESTATE[1], name)
  const send = (edit: (files: BundleFiles) => void = () => {}) =>
    hosts.send(enrolled.hostToken, layout, { edit })
  const sendAt = (seconds: string) => send((files) => setManifest(files, { collected_at: seconds }))
  return { ...enrolled, layout, send, sendAt }
}
const findingsOf = (hostId: string, code: typeof finding.$inferSelect.code) =>
  world.services.db
    .select()
    .from(finding)
    .where(and(eq(finding.hostId, hostId), eq(finding.code, code)))
const rowOf = async (hostId: string) => {
  const [row] = await world.services.db.select().from(host).where(eq(host.id, hostId))
  if (!row) throw new Error('no such host')
  return row
}
/** A second boot in one manifest, which contradicts itself. */
const nameBoots = (first: string, second: string) => (files: BundleFiles) => {
  const others = String(files.get('manifest')).replace(/^boot_id=.*\n/m, '')
  files.set('manifest', `boot_id=${first}\nboot_id=${second}\n${others}`)
}

test('a clock that is minutes off is a finding with how far, until it is right again', async () => {
  const one = await openHost('clock-01')
  await one.sendAt(String(nowSeconds() - 200))
  expect(await findingsOf(one.hostId, 'hostClockOff')).toEqual([])
  await one.sendAt(String(nowSeconds() - 3 * DAY_S))
  const [found] = await findingsOf(one.hostId, 'hostClockOff')
  expect(found).toMatchObject({ state: 'open', subjectLabel: 'clock-01' })
  expect(Math.round(Number(found?.numbers.offSeconds) / DAY_S)).toBe(-3)
  expect((await rowOf(one.hostId)).openFindingCount).toBeGreaterThan(0)
  await one.sendAt(String(nowSeconds()))
  expect(await findingsOf(one.hostId, 'hostClockOff')).toMatchObject([{ id: found?.id, state: 'resolved' }])
})

test('what a person brings says nothing of the collector’s clock', async () => {
  const one = await openHost('clock-02')
  await one.sendAt(YEARS_AGO)
  const files = [{ name: 'u', bytes: Buffer.from('Linux g 6.8.0-1 #1 SMP x86_64 GNU/Linux\n') }]
  await uploadFiles({ ctx: admin, input: { host: one.slug, isNew: false, files } })
  expect(await findingsOf(one.hostId, 'hostClockOff')).toMatchObject([{ state: 'open' }])
})

test('clocks that are off by years order nothing: deliveries count in the order in which they came', async () => {
  const one = await openHost('clock-03')
  const kernels = ['6.1.0', '6.2.0', '6.3.0', '6.4.0']
  const clocks = [FAR_AHEAD, YEARS_AGO, FAR_AHEAD, '0']
  const since = Date.now()
  for (const [index, kernel] of kernels.entries()) {
    await one.send((files) => {
      setManifest(files, { collected_at: clocks[index] ?? '' })
      tellTools(files, { uname: `Linux gpu ${kernel} #1 SMP x86_64 GNU/Linux\n` })
    })
    expect((await rowOf(one.hostId)).facts?.system.kernelRelease).toBe(kernel)
  }
  const { items } = await listBundles({
    ctx: admin,
    input: { hostId: one.hostId, cursor: null, limit: 10 },
  })
  expect(items.map(({ hostClockAt }) => hostClockAt?.getTime())).toEqual(
    clocks.toReversed().map((seconds) => Number(seconds) * 1000),
  )
  const row = await rowOf(one.hostId)
  for (const at of [row.lastSeenAt, ...items.map(({ receivedAt }) => receivedAt)]) {
    expect(at?.getTime()).toBeGreaterThanOrEqual(since)
    expect(at?.getTime()).toBeLessThanOrEqual(Date.now())
  }
})

test('a bundle that names two boots is taken, with a finding that shows both, until one names a single boot', async () => {
  const one = await openHost('boots-01')
  expect((await one.send(nameBoots(...BOOTS))).result).toBe('accepted')
  const [found] = await findingsOf(one.hostId, 'bootIdsDiffer')
  expect(found).toMatchObject({ state: 'open', numbers: { bootIdCount: 2 } })
  expect(found?.evidence.map(({ value }) => value)).toEqual([...BOOTS])
  expect(await rowOf(one.hostId)).toMatchObject({ bootId: BOOTS[0], gpuCount: 4 })
  await one.send((files) => setManifest(files, { boot_id: BOOTS[0] }))
  expect(await findingsOf(one.hostId, 'bootIdsDiffer')).toMatchObject([{ id: found?.id, state: 'resolved' }])
})

test('a clock and boots are wondered at also where a delivery otherwise repeats the one before', async () => {
  const one = await openHost('boots-02')
  const repeat = (edit: (files: BundleFiles) => void) =>
    one.send((files) => {
      keepTools(files, ['lspci', 'sysfs-pci', 'uname', 'os-release'])
      edit(files)
    })
  await repeat((files) => setManifest(files, { boot_id: BOOTS[0] }))
  await repeat((files) => {
    nameBoots(...BOOTS)(files)
    setManifest(files, { collected_at: YEARS_AGO })
  })
  const states = async () => [
    ...(await findingsOf(one.hostId, 'hostClockOff')),
    ...(await findingsOf(one.hostId, 'bootIdsDiffer')),
  ]
  expect((await states()).map(({ code, state }) => [code, state])).toEqual([
    ['hostClockOff', 'open'],
    ['bootIdsDiffer', 'open'],
  ])
  const { openFindingCount } = await rowOf(one.hostId)
  await repeat((files) => setManifest(files, { boot_id: BOOTS[0] }))
  expect((await states()).map(({ state }) => state)).toEqual(['resolved', 'resolved'])
  expect((await rowOf(one.hostId)).openFindingCount).toBe(openFindingCount - 2)
  const revisions = await world.services.db.select().from(bundle).where(eq(bundle.hostId, one.hostId))
  expect(new Set(revisions.map(({ revisionId }) => revisionId)).size).toBe(1)
})

const contradictionOf = async (hostId: string) => {
  const [found, ...others] = await findingsOf(hostId, 'factsContradict')
  expect(others).toEqual([])
  return found
}

test('SYS between GPUs that share a NUMA node is a finding that shows the link and the nodes', async () => {
  const one = await openHost('numa-01')
  const matrix =
    '\tGPU0\tGPU1\tGPU2\tGPU3\tCPU Affinity\tNUMA Affinity\tGPU NUMA ID\n' +
    [
      'GPU0\t X \tSYS\tSYS\tSYS',
      'GPU1\tSYS\t X \tSYS\tSYS',
      'GPU2\tSYS\tSYS\t X \tSYS',
      'GPU3\tSYS\tSYS\tSYS\t X ',
    ]
      .map((row) => `${row}\t0-63\t0\t\tN/A\n`)
      .join('') +
    '\nLegend:\n\n  X    = Self\n  SYS  = Connection traversing PCIe as well as the SMP interconnect between NUMA nodes\n'
  await one.send((files) => {
    keepTools(files, ['nvidia-smi-q-x', 'uname'])
    tellTools(files, { 'nvidia-smi-topo-m': matrix })
  })
  const found = await contradictionOf(one.hostId)
  expect(found).toMatchObject({ state: 'open', numbers: { contradictionCount: 1 } })
  expect(found?.evidence).toEqual([
    { fact: 'gpuLinks[GPU0][GPU1]', value: 'SYS', tool: 'nvidia-smi-topo-m' },
    { fact: 'gpuLinks[GPU0][GPU1]', value: 'both on node 0', tool: 'nvidia-smi-topo-m' },
  ])
  await one.send()
  expect(await contradictionOf(one.hostId)).toMatchObject({ id: found?.id, state: 'resolved' })
})

test('two tools that place one GPU on different NUMA nodes are both shown, the trusted one first', async () => {
  const one = await openHost('numa-02')
  const address = one.layout.nvidia?.gpus[0]?.address ?? ''
  await one.send((files) => {
    keepTools(files, ['nvidia-smi-q-x', 'sysfs-pci', 'sysfs-node', 'lspci', 'uname'])
    const path = `/sys/bus/pci/devices/${address}/numa_node`
    replaceIn(files, 'sysfs-pci', new RegExp(`^${path}:.*`, 'm'), `${path}:1`)
  })
  const found = await contradictionOf(one.hostId)
  const shown = found?.evidence.filter(({ fact }) => fact.endsWith('.numaNode')) ?? []
  expect(shown.map(({ tool, value }) => [tool, value])).toEqual([
    ['sysfs-pci', 1],
    ['lspci', 0],
  ])
  expect((await rowOf(one.hostId)).facts?.gpus?.[0]?.numaNode).toBe(1)
})

test('nvidia-smi that counts four GPUs and shows one contradicts itself and what the bus shows', async () => {
  const one = await openHost('count-01')
  await one.send((files) => {
    keepTools(files, ['nvidia-smi-q-x', 'sysfs-pci', 'lspci', 'uname'])
    const [, ...others] = [
      ...String(files.get('nvidia-smi-q-x.xml')).matchAll(/[ \t]*<gpu id=[^]*?<\/gpu>\n/g),
    ]
    expect(others).toHaveLength(3)
    let xml = String(files.get('nvidia-smi-q-x.xml'))
    for (const [text] of others) xml = xml.replace(text, '')
    files.set('nvidia-smi-q-x.xml', xml)
  })
  const found = await contradictionOf(one.hostId)
  expect(found?.evidence).toEqual([
    { fact: 'gpus', value: '4 attached', tool: 'nvidia-smi-q-x' },
    { fact: 'gpus', value: '1 shown', tool: 'nvidia-smi-q-x' },
    { fact: 'gpus', value: 1, tool: 'nvidia-smi-q-x' },
    { fact: 'gpus', value: 4, tool: 'sysfs-pci' },
  ])
  const rows = await world.services.db.select().from(gpu).where(eq(gpu.hostId, one.hostId))
  expect(rows.map(({ state }) => state).toSorted()).toEqual([
    'proved',
    'provisional',
    'provisional',
    'provisional',
  ])
})

test('two GPUs of one host under one UUID are two GPUs, and the UUID names neither', async () => {
  const one = await openHost('twins-01')
  await one.send((files) => {
    keepTools(files, ['nvidia-smi-q-x', 'sysfs-pci', 'lspci', 'uname'])
    const uuids = [...String(files.get('nvidia-smi-q-x.xml')).matchAll(/<uuid>(GPU-[^<]+)/g)]
    replaceIn(files, 'nvidia-smi-q-x', new RegExp(uuids[1]?.[1] ?? ''), uuids[0]?.[1] ?? '')
  })
  const addresses = one.layout.nvidia?.gpus.map(({ address }) => address) ?? []
  const found = await contradictionOf(one.hostId)
  const shown = found?.evidence.filter(({ fact }) => fact.startsWith('gpus[GPU-')) ?? []
  expect(shown.map(({ tool, value }) => [tool, value])).toEqual([
    ['nvidia-smi-q-x', addresses[0]],
    ['nvidia-smi-q-x', addresses[1]],
  ])
  const rows = await world.services.db.select().from(gpu).where(eq(gpu.hostId, one.hostId))
  expect(rows).toHaveLength(4)
  expect(
    rows
      .filter(({ state }) => state === 'provisional')
      .map(({ address }) => address)
      .toSorted(),
  ).toEqual(addresses.slice(0, 2))
})

test('a GPU that moved to another slot is the same GPU, and the move is told with both slots', async () => {
  const one = await openHost('moved-01')
  await one.send((files) => keepTools(files, ['nvidia-smi-q-x', 'uname']))
  const before = await world.services.db.select().from(gpu).where(eq(gpu.hostId, one.hostId))
  const from = before[0]?.address ?? ''
  await one.send((files) => {
    keepTools(files, ['nvidia-smi-q-x', 'uname'])
    replaceIn(files, 'nvidia-smi-q-x', new RegExp(`0000${from}`, 'i'), '00000000:0B:00.0')
  })
  const after = await world.services.db.select().from(gpu).where(eq(gpu.hostId, one.hostId))
  expect(after).toHaveLength(4)
  expect(after.find(({ id }) => id === before[0]?.id)).toMatchObject({
    address: '0000:0b:00.0',
    state: 'proved',
  })
  expect(await findingsOf(one.hostId, 'gpuMoved')).toMatchObject([
    { state: 'open', numbers: { fromAddress: from, toAddress: '0000:0b:00.0' } },
  ])
})

test('a tool that lies of the driver is shown beside the one that was believed', async () => {
  const one = await openHost('driver-01')
  const lie =
    'NVRM version: NVIDIA UNIX x86_64 Kernel Module  470.42.01  Tue Jun 15 21:26:37 UTC 2021\nGCC version:  gcc version 11\n'
  await one.send((files) => {
    keepTools(files, ['nvidia-smi-q-x', 'uname'])
    tellTools(files, { 'proc-driver-nvidia': lie })
  })
  const told = (await rowOf(one.hostId)).facts?.driver.version
  const found = await contradictionOf(one.hostId)
  expect(found?.evidence.filter(({ fact }) => fact === 'driver.version')).toEqual([
    { fact: 'driver.version', value: told, tool: 'nvidia-smi-q-x' },
    { fact: 'driver.version', value: '470.42.01', tool: 'proc-driver-nvidia' },
  ])
  expect(told).not.toBe('470.42.01')
})
