import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hostTool } from '@/db/schema'
import { ESTATE } from '@/emulator/layouts/estate'
import type { HostFactDto } from '@/server/contracts/host-fact'
import type { HostFacts } from '@/server/core/inventory/host-facts'
import type { ServiceContext } from '@/server/services/context'
import { uploadFiles } from '@/server/services/ingest/upload-files'
import { openTwoPoolEstate, type TwoPoolEstate } from '@/server/services/overview/testing/two-pool-estate'
import { replaceIn, tellTools } from '@/server/services/testing/bundle-edits'
import { type BundleFiles, layoutOf, openEmulatedHosts } from '@/server/services/testing/emulated-hosts'
import type { ServiceWorld } from '@/server/services/testing/service-world'
import { getHost } from './get-host'
import { listFacts } from './list-facts'

let pools: TwoPoolEstate
let world: ServiceWorld
let admin: ServiceContext
let hosts: ReturnType<typeof openEmulatedHosts>

beforeAll(async () => {
  pools = await openTwoPoolEstate()
  ;({ world, admin } = pools)
  hosts = openEmulatedHosts({ admin, nobody: world.nobody })
})
afterAll(() => world.close())

type Input = Partial<Omit<Parameters<typeof listFacts>[0]['input'], 'slug'>>

async function readAll(slug: string, input: Input = {}, ctx = admin): Promise<HostFactDto[]> {
  const items: HostFactDto[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof listFacts>> = await listFacts({
      ctx,
      input: { limit: 500, ...input, slug, cursor },
    })
    items.push(...page.items)
    cursor = page.nextCursor
    if (cursor === null) expect(items.length).toBe(page.totalCount)
  } while (cursor !== null)
  return items
}

async function openHost(name: string, describe = ESTATE[1], edit: (files: BundleFiles) => void = () => {}) {
  const enrolled = await hosts.enrol(name)
  const layout = layoutOf(describe, name)
  const send = (change = edit) => hosts.send(enrolled.hostToken, layout, { edit: change })
  await send()
  return { ...enrolled, layout, send }
}
const find = (facts: readonly HostFactDto[], path: string) => {
  const found = facts.find((fact) => fact.path === path)
  if (!found) throw new Error(`no fact ${path}`)
  return found
}

/** Worked out of other facts, or what names an element: no tool says it in so many words. */
const DERIVED: readonly RegExp[] = [
  /^numaNodes\[[^\]]*\]\.(?:id|kind)$/,
  /^pciFunctions\[[^\]]*\]\.(?:address|physicalFunction|link\.maxGen|link\.reading\.currentGen)$/,
  /^gpus$/,
  /^gpus\[[^\]]*\]\.(?:key|pciAddress|isProvisional|index|vendor|iommuGroupMembers|virtualFunctions|sources)$/,
  /^gpus\[[^\]]*\]\.link\.(?:upstream|expected)/,
  /^driver\.flavour$/,
  /^fabric\.switchCount$/,
]
/** Sections whose claims are made for a whole and do not reach each fact in it. */
const BY_THE_WHOLE = /^(?:gpuLinks|networkAdapters|occupants)\b|\.sriov\.vf(?:Offset|Stride)$/

async function readEstate(): Promise<HostFactDto[]> {
  const facts: HostFactDto[] = []
  for (const [index, describe] of ESTATE.entries()) {
    const { slug } = await openHost(`estate-${index}`, describe)
    facts.push(...(await readAll(slug)))
  }
  return facts
}

let estate: Promise<HostFactDto[]> | undefined

test('every fact that is told says who told it, when, and that its raw output is at hand', async () => {
  const facts = await (estate ??= readEstate())
  const told = facts.filter(({ path, value }) => {
    return value !== null && !BY_THE_WHOLE.test(path) && !DERIVED.some((derived) => derived.test(path))
  })
  expect(told.length).toBeGreaterThan(3_000)
  expect(told.filter(({ claims }) => claims.length === 0).map(({ path }) => path)).toEqual([])
  const claims = told.flatMap((fact) => fact.claims)
  expect(claims.filter(({ observedAt, hasRaw, stale }) => !observedAt || !hasRaw || stale)).toEqual([])
  // The first claim is the one that was taken.
  expect(told.filter(({ value, claims: [first] }) => first?.value !== value).map(({ path }) => path)).toEqual(
    [],
  )
})

test('links, network adapters and what runs say fact by fact what each tool told', async () => {
  const facts = await (estate ??= readEstate())
  const told = facts.filter(({ path, value }) => value !== null && BY_THE_WHOLE.test(path))
  expect(told.length).toBeGreaterThan(100)
  expect(told.filter(({ claims }) => claims.length === 0).map(({ path }) => path)).toEqual([])
})

test('facts are those of the host page, one for one, and unknown ones are listed by name', async () => {
  const { slug } = await openHost('leaves-01')
  const facts = await readAll(slug)
  const { facts: whole } = await getHost({ ctx: admin, input: { slug } })
  const { system, driver, gpus } = whole as HostFacts
  expect(find(facts, 'system.kernelRelease').value).toBe(system.kernelRelease)
  expect(find(facts, 'driver.version').value).toBe(driver.version)
  const [gpu] = gpus ?? []
  expect(find(facts, `gpus[${gpu?.key}].link.currentWidth`).value).toBe(String(gpu?.link.currentWidth))
  expect(find(facts, 'fabric.managerVersion')).toMatchObject({ value: null, claims: [] })
  expect(new Set(facts.map(({ path }) => path)).size).toBe(facts.length)
  expect(find(facts, `gpus[${gpu?.key}].reading.temperatureC`).isReading).toBe(true)
  expect(find(facts, 'system.kernelRelease').isReading).toBe(false)
})

test('where tools differ the fact is marked, with each tool’s word in the order in which they are believed', async () => {
  const { slug, layout } = await openHost('differ-01', ESTATE[1], (files) => {
    const address = layoutOf(ESTATE[1], 'any').nvidia?.gpus[0]?.address ?? ''
    const path = `/sys/bus/pci/devices/${address}/numa_node`
    replaceIn(files, 'sysfs-pci', new RegExp(`^${path}:.*`, 'm'), `${path}:1`)
  })
  const facts = await readAll(slug)
  const path = `pciFunctions[${layout.nvidia?.gpus[0]?.address}].numaNode`
  const fact = find(facts, path)
  expect(fact).toMatchObject({ value: '1', isContradicted: true })
  const said = fact.claims.map(({ tool, value }) => [tool, value])
  expect(said[0]).toEqual(['sysfs-pci', '1'])
  expect(said).toContainEqual(['lspci', '0'])
  const contradicted = await readAll(slug, { show: 'contradicted' })
  expect(contradicted.map((one) => one.path)).toContain(path)
  expect(contradicted.every(({ isContradicted }) => isContradicted)).toBe(true)
})

test('a contradiction about more than one fact is listed too, with what each tool said', async () => {
  const { slug } = await openHost('twins-01', ESTATE[1], (files) => {
    const [one, two] = String(files.get('nvidia-smi-q-x.xml')).matchAll(/<uuid>(GPU-[^<]+)/g)
    replaceIn(files, 'nvidia-smi-q-x', new RegExp(two?.[1] ?? ''), one?.[1] ?? '')
  })
  const contradicted = await readAll(slug, { show: 'contradicted' })
  const { facts } = await getHost({ ctx: admin, input: { slug } })
  const contradictions = facts?.contradictions ?? []
  const twins = contradictions.filter(({ code }) => code === 'duplicateUuid')
  expect(twins).toHaveLength(1)
  expect(new Set(contradicted.map(({ path }) => path))).toEqual(
    new Set(contradictions.map(({ fact }) => fact)),
  )
  const shown = find(contradicted, twins[0]?.fact ?? '')
  expect(shown.claims.map(({ tool, value }) => [tool, value])).toEqual(
    twins[0]?.values.map(({ tool, value }) => [tool, value]),
  )
  expect(shown.claims.every(({ observedAt, hasRaw }) => observedAt !== null && hasRaw)).toBe(true)
})

test('a fact whose tool no longer answers is told as stale, with when it was last heard', async () => {
  const { slug, send, hostId } = await openHost('stale-01')
  const before = find(await readAll(slug), 'system.kernelRelease')
  expect(before.claims[0]).toMatchObject({ tool: 'uname', stale: false, source: 'collector' })
  await send((files) => tellTools(files, { uname: { status: 'failed' } }))
  const after = find(await readAll(slug), 'system.kernelRelease')
  expect(after.value).toBe(before.value)
  expect(after.claims[0]).toMatchObject({
    tool: 'uname',
    stale: true,
    observedAt: before.claims[0]?.observedAt,
  })
  await world.services.db.update(hostTool).set({ rawSha256: null }).where(eq(hostTool.hostId, hostId))
  expect(find(await readAll(slug), 'system.kernelRelease').claims[0]?.hasRaw).toBe(false)
})

test('what a person brought is told as theirs', async () => {
  const files = [{ name: 'u', bytes: Buffer.from('Linux hand 6.8.0-hand #1 SMP x86_64 GNU/Linux\n') }]
  const { slug } = await uploadFiles({ ctx: admin, input: { host: 'hand-01', isNew: true, files } })
  expect(find(await readAll(slug), 'system.kernelRelease')).toMatchObject({
    value: '6.8.0-hand',
    claims: [{ tool: 'uname', source: 'person', hasRaw: true }],
  })
})

test('a search finds paths, values and tools, in any case of letters, and takes signs as they are', async () => {
  const { slug } = await openHost('search-01')
  const all = await readAll(slug)
  const { value: release } = find(all, 'system.kernelRelease')
  const byPath = await readAll(slug, { search: 'KERNELrelease' })
  expect(byPath.map(({ path }) => path)).toEqual(['system.kernelRelease'])
  const byValue = await readAll(slug, { search: release ?? '' })
  expect(byValue.map(({ path }) => path)).toContain('system.kernelRelease')
  const byTool = await readAll(slug, { search: 'numactl' })
  expect(byTool.length).toBeGreaterThan(2)
  expect(byTool.every(({ claims }) => claims.some(({ tool }) => tool === 'numactl'))).toBe(true)
  expect(await readAll(slug, { search: '.*' })).toEqual([])
  expect(await readAll(slug, { search: 'no such thing' })).toEqual([])
})

test('told and unknown part the facts between them', async () => {
  const { slug } = await openHost('show-01')
  const [all, told, unknown] = [
    await readAll(slug),
    await readAll(slug, { show: 'told' }),
    await readAll(slug, { show: 'unknown' }),
  ]
  expect(told.length).toBeGreaterThan(500)
  expect(unknown.length).toBeGreaterThan(50)
  expect(told.every(({ value }) => value !== null)).toBe(true)
  expect(unknown.every(({ value }) => value === null)).toBe(true)
  expect([...told, ...unknown].map(({ path }) => path).toSorted()).toEqual(
    all.map(({ path }) => path).toSorted(),
  )
})

test('pages follow on from each other without gap or repeat, whatever their size', async () => {
  const { slug } = await openHost('pages-01')
  const whole = await readAll(slug)
  const small = await readAll(slug, { limit: 97 })
  expect(small.map(({ path }) => path)).toEqual(whole.map(({ path }) => path))
  for (const cursor of ['-1', 'x', '1e3', '9999999']) {
    await expect(listFacts({ ctx: admin, input: { slug, limit: 10, cursor } })).rejects.toMatchObject({
      code: 'cursorInvalid',
      status: 422,
    })
  }
  const beyond = await listFacts({ ctx: admin, input: { slug, limit: 10, cursor: '999999' } })
  expect(beyond).toMatchObject({ items: [], nextCursor: null, totalCount: whole.length })
})

test('a host that nobody has heard of yet has facts, all of them unknown', async () => {
  const { slug } = await hosts.enrol('mute-01')
  const facts = await readAll(slug)
  expect(facts.length).toBeGreaterThan(20)
  expect(facts.filter(({ claims }) => claims.length > 0)).toEqual([])
})

test('whoever may not see a host is told that there is none', async () => {
  const { eastViewer, tenantMember } = pools.people
  const seen = await readAll('east-01', {}, eastViewer)
  expect(seen.length).toBeGreaterThan(100)
  for (const [slug, ctx] of [
    ['west-01', eastViewer],
    ['loose-01', eastViewer],
    ['east-01', tenantMember],
    ['east-01', world.nobody],
    ['no-such-host', admin],
  ] as const) {
    await expect(listFacts({ ctx, input: { slug, limit: 10 } })).rejects.toMatchObject({
      code: 'hostNotFound',
      status: 404,
    })
  }
})
