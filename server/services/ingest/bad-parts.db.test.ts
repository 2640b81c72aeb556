import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { and, eq } from 'drizzle-orm'
import { pack } from 'tar-stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditEntry, bundle, finding, host, hostTool } from '@/db/schema'
import { ESTATE } from '@/emulator/layouts/estate'
import type { ServiceContext } from '@/server/services/context'
import { getHost } from '@/server/services/hosts/get-host'
import { toProblem } from '@/server/services/http/problem'
import { type ToldTool, tellTools } from '@/server/services/testing/bundle-edits'
import { type BundleFiles, layoutOf, openEmulatedHosts } from '@/server/services/testing/emulated-hosts'
import { ADMIN, openServiceWorld, type ServiceWorld } from '@/server/services/testing/service-world'
import { ingestBundle } from './ingest-bundle'
import { BUNDLE_LIMITS } from './limits'

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
  const send = (edit: (files: BundleFiles) => void = () => {}) =>
    hosts.send(enrolled.hostToken, layout, { edit })
  return { ...enrolled, send }
}
const toolOf = async (hostId: string, tool: 'nvidia-smi-q-x' | 'virsh-domains' | 'uname') => {
  const [row] = await world.services.db
    .select()
    .from(hostTool)
    .where(and(eq(hostTool.hostId, hostId), eq(hostTool.tool, tool)))
  return row
}
const domain = (inner: string) => `<domain type='kvm'>\n  <name>${inner}</name>\n</domain>\n`
const LAUGHS = `<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>
${domain('&c;')}`
const ELSEWHERE = `<!DOCTYPE domain SYSTEM "http://127.0.0.1:1/x.dtd" [<!ENTITY x SYSTEM "file:///etc/passwd">]>
${domain('&x;')}`

test.each<[string, ToldTool, RegExp]>([
  ['is empty', '', /\w/],
  ['is only white space', ' \n\t\n', /\w/],
  ['is cut off', domain('two').slice(0, 40), /\w/],
  ['is binary', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1]), /\w/],
  ['is UTF-16', Buffer.from(`\uFEFF${domain('two')}`, 'utf16le'), /utf-?16/i],
  ['is not UTF-8', Buffer.concat([Buffer.from(domain('two')), Buffer.from([0xc3, 0x28])]), /\w/],
  ['is gzip', gzipSync(domain('two')), /\w/],
  ['nests 100,000 deep', '<domain>'.repeat(100_000), /\w/],
  ['declares entities that laugh a billion times', LAUGHS, /\w/],
  ['asks for files and pages from elsewhere', ELSEWHERE, /\w/],
  ['is another tool’s', 'Architecture: x86_64\nCPU(s): 4\n', /\w/],
  ['is the tool’s own failure', 'error: failed to connect to the hypervisor\n', /\w/],
])(
  'output that %s is refused with its reason; the facts before it stay, stale, and the others are taken',
  async (how, told, reason) => {
    const name = `part-${how.replaceAll(/\W+/g, '-').toLowerCase().slice(0, 30)}`
    const one = await openHost(name)
    await one.send((files) => tellTools(files, { 'virsh-domains': domain('one') }))
    const before = await toolOf(one.hostId, 'virsh-domains')
    expect(JSON.stringify(before?.facts)).toContain('"one"')
    const sent = await one.send((files) => {
      tellTools(files, {
        'virsh-domains': told,
        uname: 'Linux gpu 6.99.0 #1 SMP x86_64 GNU/Linux\n',
      })
    })
    expect(sent.result).toBe('accepted')
    const part = sent.parts.find(({ tool }) => tool === 'virsh-domains')
    expect(part).toMatchObject({ status: 'refused', reason: expect.stringMatching(reason) })
    expect(part?.reason).not.toMatch(/parser failed/)
    expect(sent.parts.filter(({ status }) => status === 'refused')).toHaveLength(1)
    expect(await toolOf(one.hostId, 'virsh-domains')).toMatchObject({
      facts: before?.facts,
      observedAt: before?.observedAt,
      rawSha256: before?.rawSha256,
      stale: true,
      lastStatus: 'refused',
      lastReason: part?.reason,
      lastLine: part?.line,
    })
    const found = await getHost({ ctx: admin, input: { slug: one.slug } })
    expect(found.facts?.system.kernelRelease).toBe('6.99.0')
    expect(found.facts?.occupants?.map((occupant) => occupant.name)).toContain('one')
    expect(found.gpus.filter(({ state }) => state === 'proved')).toHaveLength(4)
    const findings = await world.services.db.select().from(finding).where(eq(finding.hostId, one.hostId))
    expect(findings.filter(({ code }) => code === 'toolRefused')).toMatchObject([
      { state: 'open', subjectLabel: 'virsh-domains', numbers: { reason: part?.reason, line: part?.line } },
    ])
  },
)

test('a refusal names the line at which reading stopped', async () => {
  const one = await openHost('line-01')
  const sent = await one.send((files) =>
    tellTools(files, { 'virsh-domains': `${domain('one')}<domain>\n  <name>two</nome>\n</domain>\n` }),
  )
  expect(sent.parts.find(({ tool }) => tool === 'virsh-domains')).toMatchObject({
    status: 'refused',
    line: 5,
  })
})

test('a first bundle of which most cannot be read is taken for what can be', async () => {
  const one = await openHost('ruins-01')
  const sent = await one.send((files) => {
    const uname = files.get('uname.txt') ?? ''
    for (const name of files.keys()) if (name !== 'manifest') files.set(name, Buffer.from([0, 1, 2, 3]))
    files.set('uname.txt', uname)
  })
  expect(sent.parts.filter(({ status }) => status === 'ok').map(({ tool }) => tool)).toEqual(['uname'])
  const [row] = await world.services.db.select().from(host).where(eq(host.id, one.hostId))
  expect(row?.facts?.system.kernelRelease).not.toBeNull()
  expect(row).toMatchObject({ gpuCount: null, machineKind: 'unknown' })
  expect(row?.facts?.gpus).toBeNull()
})

test('a file that the manifest names and the bundle lacks is refused, one that it does not name is passed over', async () => {
  const one = await openHost('missing-01')
  const sent = await one.send((files) => {
    files.delete('uname.txt')
    files.set('stray.txt', 'Linux stray 9.9.9 #1 SMP x86_64 GNU/Linux\n')
  })
  expect(sent.parts.find(({ tool }) => tool === 'uname')).toMatchObject({
    status: 'refused',
    reason: 'the bundle holds no file "uname.txt"',
  })
  expect(sent.parts.map(({ tool }) => tool)).not.toContain('stray.txt')
  expect(await toolOf(one.hostId, 'uname')).toMatchObject({ facts: null, lastStatus: 'refused' })
})

/** A body that makes itself as it is read, and counts how much of it was. */
function openLongBody(head: Buffer, chunk: Buffer, mostBytes: number) {
  let takenBytes = 0
  const body = new Readable({
    read() {
      const next = takenBytes === 0 ? head : chunk
      takenBytes += next.length
      this.push(takenBytes > mostBytes ? null : next)
    },
  })
  return { body, countTaken: () => takenBytes }
}

/** The head of a tar's one file of this size. */
async function writeTarHead(size: number): Promise<Buffer> {
  const archive = pack()
  archive.entry({ name: 'manifest', size })
  for await (const head of archive) return head as Buffer
  throw new Error('a tar without a head')
}

test.each([
  ['an archive', await writeTarHead(200_000_000), 413],
  ['no archive', Buffer.from('<html>'.repeat(1_000)), 422],
])(
  'a body of 200 MB that is %s is refused long before its end, and nothing is written',
  async (what, head, status) => {
    const one = await openHost(`body-${what.replaceAll(/\W+/g, '-')}`)
    const { body, countTaken } = openLongBody(head, Buffer.alloc(64 * 1024, 0x41), 200_000_000)
    expect((await refusalOf(one.hostToken, body)).status).toBe(status)
    expect(countTaken()).toBeGreaterThan(0)
    expect(countTaken()).toBeLessThan(BUNDLE_LIMITS.wireBytes)
    await expectUntouched(one.hostId)
  },
)

test('a zip bomb is refused at what it may unpack to, and nothing is written', async () => {
  const one = await openHost('bomb-01')
  const body = Readable.from([gzipSync(Buffer.alloc(300_000_000))])
  expect((await refusalOf(one.hostToken, body)).status).toBe(413)
  await expectUntouched(one.hostId)
  expect((await one.send()).result).toBe('accepted')
})

async function refusalOf(secret: string, body: Readable): Promise<Response> {
  return toProblem(await ingestBundle({ ctx: world.nobody, secret, body }).catch((thrown: unknown) => thrown))
}

async function expectUntouched(hostId: string): Promise<void> {
  const { db } = world.services
  expect(await db.select().from(bundle).where(eq(bundle.hostId, hostId))).toEqual([])
  expect(await db.select().from(hostTool).where(eq(hostTool.hostId, hostId))).toEqual([])
  const [row] = await db.select().from(host).where(eq(host.id, hostId))
  expect(row).toMatchObject({ facts: null, lastSeenAt: null, sequence: null })
  const audit = await db.select().from(auditEntry).where(eq(auditEntry.subjectId, hostId))
  expect(audit.map(({ action }) => action)).not.toContain('host.firstFacts')
}
