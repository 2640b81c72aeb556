import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { GET } from '@/app/api/hosts/[slug]/raw/[tool]/route'
import { host, rawOutput, workerEpoch } from '@/db/schema'
import { ESTATE } from '@/emulator/layouts/estate'
import type { ServiceContext } from '@/server/services/context'
import { uploadFiles } from '@/server/services/ingest/upload-files'
import { provideServices } from '@/server/services/open'
import { openTwoPoolEstate, type TwoPoolEstate } from '@/server/services/overview/testing/two-pool-estate'
import { pruneBundles } from '@/server/services/retention/prune-bundles'
import { type ToldTool, tellTools } from '@/server/services/testing/bundle-edits'
import { layoutOf, openEmulatedHosts } from '@/server/services/testing/emulated-hosts'
import { ADMIN, BERTH_URL, type ServiceWorld } from '@/server/services/testing/service-world'
import { readRaw, showRaw } from './read-raw'

let pools: TwoPoolEstate
let world: ServiceWorld
let admin: ServiceContext
let hosts: ReturnType<typeof openEmulatedHosts>
let cookie: string

beforeAll(async () => {
  pools = await openTwoPoolEstate()
  ;({ world, admin } = pools)
  provideServices(world.services)
  hosts = openEmulatedHosts({ admin, nobody: world.nobody })
  cookie = (await world.signIn((await world.addPerson(ADMIN)).email)).cookie
})
afterAll(() => world.close())

async function openHost(name: string) {
  const enrolled = await hosts.enrol(name)
  const send = (uname: ToldTool) =>
    hosts.send(enrolled.hostToken, layoutOf(ESTATE[1], name), {
      edit: (files) => tellTools(files, { uname }),
    })
  return { ...enrolled, send }
}
const uname = (release: string) => `Linux gpu ${release} #1 SMP x86_64 GNU/Linux\n`
const textOf = async (slug: string, bundleId?: string | null, tool: 'uname' | 'lspci' = 'uname') =>
  String((await readRaw({ ctx: admin, input: { slug, tool, bundleId: bundleId ?? undefined } })).bytes)
const notFound = { code: 'rawNotFound', status: 404 }

const download = (slug: string, tool: string, { query = '', as = cookie } = {}) =>
  GET(new Request(`${BERTH_URL}/api/hosts/${slug}/raw/${tool}${query}`, { headers: { cookie: as } }), {
    params: Promise.resolve({ slug, tool }),
  })

test('what a host sent comes back byte for byte, that of the present facts and that of each bundle', async () => {
  const one = await openHost('raw-01')
  const odd = Buffer.from(`\uFEFF${uname('6.1.0-🦄').replace('\n', '\r\n')}`)
  const first = await one.send(odd)
  const second = await one.send(uname('6.2.0'))
  expect(await textOf(one.slug)).toBe(uname('6.2.0'))
  const { bytes, receivedAt } = await readRaw({
    ctx: admin,
    input: { slug: one.slug, tool: 'uname', bundleId: first.bundleId ?? '' },
  })
  expect(bytes.equals(odd)).toBe(true)
  expect(receivedAt).toBeInstanceOf(Date)
  expect(await textOf(one.slug, second.bundleId)).toBe(uname('6.2.0'))
})

test('the raw output behind a fact stays the one it was read from when a later one cannot be read', async () => {
  const one = await openHost('raw-02')
  await one.send(uname('6.1.0'))
  const broken = await one.send(Buffer.from([0, 1, 2, 255]))
  expect(await textOf(one.slug)).toBe(uname('6.1.0'))
  const { bytes } = await readRaw({
    ctx: admin,
    input: { slug: one.slug, tool: 'uname', bundleId: broken.bundleId ?? '' },
  })
  expect([...bytes]).toEqual([0, 1, 2, 255])
  await one.send({ status: 'absent' })
  await expect(textOf(one.slug)).rejects.toMatchObject(notFound)
})

test('a tool that was never delivered, and a bundle of another host, have no raw output here', async () => {
  const [one, other] = [await openHost('raw-03'), await openHost('raw-04')]
  await one.send({ status: 'absent' })
  const { bundleId } = await other.send(uname('6.6.6-other'))
  expect(await textOf(other.slug, bundleId)).toBe(uname('6.6.6-other'))
  await expect(textOf(one.slug)).rejects.toMatchObject(notFound)
  await expect(textOf(one.slug, bundleId)).rejects.toMatchObject(notFound)
  await expect(textOf(one.slug, admin.newId())).rejects.toMatchObject(notFound)
})

test('for the screen what no text can hold is replaced, and a long output is cut and says so', async () => {
  const one = await openHost('raw-05')
  const { bundleId } = await one.send(Buffer.from([0x61, 0, 0xff, 0x62]))
  const input = { slug: one.slug, tool: 'uname', bundleId: bundleId ?? undefined } as const
  expect(await showRaw({ ctx: admin, input })).toMatchObject({
    host: { slug: one.slug, hostname: 'raw-05' },
    tool: 'uname',
    sizeBytes: 4,
    text: 'a\uFFFD\uFFFDb',
    isCut: false,
  })
  const long = await one.send(`${'x'.repeat(1_200_000)}\n`)
  const shown = await showRaw({ ctx: admin, input: { ...input, bundleId: long.bundleId ?? undefined } })
  expect(shown).toMatchObject({ sizeBytes: 1_200_001, isCut: true })
  expect(shown.text).toHaveLength(1_000_000)
})

test('whoever may not see a host is told that there is none, not what it sent', async () => {
  const { eastViewer, tenantMember } = pools.people
  const read = (ctx: ServiceContext, slug: string) => readRaw({ ctx, input: { slug, tool: 'lspci' } })
  expect((await read(eastViewer, 'east-01')).bytes.length).toBeGreaterThan(100)
  for (const [ctx, slug] of [
    [eastViewer, 'west-01'],
    [tenantMember, 'east-01'],
    [world.nobody, 'east-01'],
  ] as const) {
    await expect(read(ctx, slug)).rejects.toMatchObject({ code: 'hostNotFound', status: 404 })
  }
})

test('a download is the bytes themselves, as a file that no browser runs', async () => {
  const one = await openHost('raw-06')
  const hostile = `<script>alert(1)</script>\n${uname('6.1.0')}`
  const { bundleId } = await one.send(hostile)
  const answer = await download(one.slug, 'uname', { query: `?bundle=${bundleId}` })
  expect(answer.status).toBe(200)
  expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(hostile))).toBe(true)
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'content-disposition': 'attachment; filename="raw-06-uname.txt"',
    'cache-control': 'no-store',
  })
  const lspci = await download(one.slug, 'lspci')
  expect(await lspci.text()).toBe(await textOf(one.slug, null, 'lspci'))
})

test.each([
  ['a tool that Berth does not read', 'east-01', 'passwd', ''],
  ['a path in place of a tool', 'east-01', '../../etc/passwd', ''],
  ['a bundle that is none', 'east-01', 'uname', '?bundle=1'],
  ['a host that is not there', 'nowhere', 'uname', ''],
  ['a tool that was not delivered', 'east-01', 'rocm-smi', ''],
])('a download of %s is answered with 404', async (_, slug, tool, query) => {
  const answer = await download(slug, tool, { query })
  expect(answer.status).toBe(404)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
})

test('a download without a session is refused before anything is looked up', async () => {
  expect((await download('east-01', 'lspci', { as: '' })).status).toBe(401)
})

test('retention forgets a bundle and keeps the raw output that present facts were read from', async () => {
  const one = await openHost('raw-07')
  await one.send(uname('6.7.0-once'))
  const files = [{ name: 'u', bytes: Buffer.from('ID=debian\nVERSION_ID="7"\nPRETTY_NAME="By hand 7"\n') }]
  const byHand = await uploadFiles({ ctx: admin, input: { host: 'raw-08', isNew: true, files } })
  // From here on the tool hangs: its facts, and what they were read from, are older than every bundle that stays.
  for (let n = 0; n < 4; n += 1) await one.send({ status: 'toolHung' })
  const passing = await one.send(Buffer.from([0, 7, 7, 7]))
  await one.send({ status: 'toolHung' })
  await one.send({ status: 'toolHung' })
  const { db } = world.services
  const [row] = await db.select().from(workerEpoch)
  const later = new Date(Date.now() + 500 * 86_400_000)
  const ctx = { ...world.services.systemContext('worker'), now: () => later }
  const before = await db.$count(rawOutput)
  expect(await pruneBundles({ ctx, epoch: row?.epoch ?? -1 })).toBeGreaterThan(3)
  expect(await db.$count(rawOutput)).toBeLessThan(before)
  await expect(textOf(one.slug, passing.bundleId)).rejects.toMatchObject(notFound)
  expect(await textOf(one.slug)).toBe(uname('6.7.0-once'))
  const hand = await readRaw({ ctx: admin, input: { slug: byHand.slug, tool: 'os-release' } })
  expect(String(hand.bytes)).toContain('By hand 7')
  expect(await db.select().from(host).where(eq(host.slug, one.slug))).toHaveLength(1)
})
