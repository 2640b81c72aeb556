import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundle, bundlePart, host } from '@/db/schema'
import { ESTATE } from '@/emulator/layouts/estate'
import type { ServiceContext } from '@/server/services/context'
import { toProblem } from '@/server/services/http/problem'
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

function replaceIn(files: BundleFiles, name: string, from: RegExp, to: string): void {
  const text = String(files.get(name))
  expect(text).toMatch(from)
  files.set(
    name,
    text.replace(from, () => to),
  )
}
const inManifest = (from: RegExp, to: string) => (files: BundleFiles) =>
  replaceIn(files, 'manifest', from, to)

test.each([
  [
    'a tool told of twice',
    inManifest(/^tool=lspci .*$/m, 'tool=uname status=absent exit=- seconds=- file=-'),
  ],
  ['an exit code beyond 32 bits', inManifest(/exit=0/, 'exit=99999999999')],
  ['an exit code that is nothing', inManifest(/exit=0/, 'exit=')],
  ['too many seconds', inManifest(/seconds=\d+/, 'seconds=99999999999')],
  ['a clock far in the future', inManifest(/collected_at=\d+/, 'collected_at=253402300800')],
  ['NUL in the name of the collector', inManifest(/collector=.*/, 'collector=a\0b')],
  ['NUL in the name of a file', inManifest(/file=lspci.txt/, 'file=lsp\0ci.txt')],
])('%s is refused as a bad manifest, and nothing is written', async (name, edit) => {
  const slug = name.replaceAll(/\W+/g, '-').toLowerCase()
  const { hostToken, hostId } = await hosts.enrol(slug)
  const refused = await hosts.send(hostToken, layoutOf(ESTATE[1], slug), { edit }).catch((error) => error)
  const answer = toProblem(refused)
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({ code: 'badManifest' })
  expect(await world.services.db.select().from(bundle).where(eq(bundle.hostId, hostId))).toEqual([])
})

test('what PostgreSQL cannot hold in a text is replaced, and the bundle is taken', async () => {
  const { hostToken, hostId } = await hosts.enrol('unprintable-01')
  const sent = await hosts.send(hostToken, layoutOf(ESTATE[1], 'unprintable-01'), {
    edit: (files) => {
      replaceIn(
        files,
        'lscpu.json',
        /("Model name:",\s*"data": ?")[^"]*/,
        '"Model name:", "data": "A\\u0000B\\ud800C',
      )
      replaceIn(files, 'manifest', /^(tool=uname) status=ok exit=0/m, 'tool=uname status=failed exit=1')
      files.set('uname.txt.err', `broken \0 ${'x'.repeat(290)}🦄 and more\nsecond line`)
    },
  })
  expect(sent.result).toBe('accepted')
  const [row] = await world.services.db.select().from(host).where(eq(host.id, hostId))
  expect(row?.facts?.cpu.modelName).toBe('A\uFFFDB\uFFFDC')
  const [part] = await world.services.db
    .select({ reason: bundlePart.reason })
    .from(bundlePart)
    .innerJoin(bundle, eq(bundle.id, bundlePart.bundleId))
    .where(and(eq(bundle.hostId, hostId), eq(bundlePart.tool, 'uname')))
  expect(part?.reason).toMatch(/^broken \uFFFD x+🦄$/)
})

test('a value that a column cannot hold refuses the delivery by name, from a collector and from a person', async () => {
  const { hostToken, hostId, slug } = await hosts.enrol('unstorable-01')
  const layout = layoutOf(ESTATE[1], 'unstorable-01')
  let xml = ''
  const edit = (files: BundleFiles) => {
    replaceIn(files, 'nvidia-smi-q-x.xml', /<total>46068 MiB/, '<total>99999999999 MiB')
    xml = String(files.get('nvidia-smi-q-x.xml'))
  }
  const refused = await hosts.send(hostToken, layout, { edit }).catch((error) => error)
  const answer = toProblem(refused)
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({ code: 'unstorable' })
  const files = [{ name: 'nvidia-smi-q-x.xml', bytes: Buffer.from(xml) }]
  await expect(uploadFiles({ ctx: admin, input: { host: slug, isNew: false, files } })).rejects.toMatchObject(
    { code: 'unstorable', status: 422 },
  )
  expect(await world.services.db.select().from(bundle).where(eq(bundle.hostId, hostId))).toEqual([])
})
