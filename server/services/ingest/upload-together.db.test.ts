import { and, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundlePart, hostTool } from '@/db/schema'
import type { ServiceContext } from '@/server/services/context'
import { getHost } from '@/server/services/hosts/get-host'
import { listAllocations } from '@/server/services/hosts/list-allocations'
import { readRaw } from '@/server/services/hosts/read-raw'
import { ADMIN, openServiceWorld, type ServiceWorld } from '@/server/services/testing/service-world'
import { uploadFiles } from './upload-files'

let world: ServiceWorld
let admin: ServiceContext

beforeAll(async () => {
  world = await openServiceWorld()
  admin = (await world.addPerson(ADMIN)).ctx
})
afterAll(() => world.close())

const domain = (name: string) => `<domain type='kvm'>\n  <name>${name}</name>\n  <vcpu>4</vcpu>\n</domain>\n`
const GPU = `<device>
  <name>pci_0000_17_00_0</name>
  <capability type='pci'>
    <class>0x030200</class>
    <domain>0</domain><bus>23</bus><slot>0</slot><function>0</function>
    <product id='0x20f1'>GA100</product>
    <vendor id='0x10de'>NVIDIA Corporation</vendor>
  </capability>
</device>
`
const AUDIO = GPU.replace('17_00_0', '17_00_1')
  .replace('<function>0', '<function>1')
  .replace('0x030200', '0x040300')

test('domains and devices brought one file each become one host, with all of them in the raw view', async () => {
  const files = [
    { name: 'train.xml', bytes: Buffer.from(domain('train')) },
    { name: 'gpu.xml', bytes: Buffer.from(GPU) },
    { name: 'cut.xml', bytes: Buffer.from(domain('lost').slice(0, 40)) },
    { name: 'serve.xml', bytes: Buffer.from(domain('serve')) },
    { name: 'audio.xml', bytes: Buffer.from(AUDIO) },
  ]
  const done = await uploadFiles({ ctx: admin, input: { host: 'hand-01', isNew: true, files } })
  expect(done.parts.map(({ tool, status }) => [tool, status])).toEqual([
    ['cut.xml', 'refused'],
    ['virsh-domains', 'ok'],
    ['virsh-nodedev', 'ok'],
  ])
  const { id: hostId, facts } = await getHost({ ctx: admin, input: { slug: done.slug } })
  expect(facts?.occupants?.map(({ name }) => name)).toEqual(['serve', 'train'])
  expect(facts?.pciFunctions?.map(({ address }) => address)).toEqual(['0000:17:00.0', '0000:17:00.1'])
  const { items } = await listAllocations({ ctx: admin, input: { hostId } })
  expect(items.map(({ name, origin }) => [name, origin])).toEqual([
    ['serve', 'foreign'],
    ['train', 'foreign'],
  ])
  const rawOf = async (tool: 'virsh-domains' | 'virsh-nodedev') =>
    String((await readRaw({ ctx: admin, input: { slug: done.slug, tool } })).bytes)
  expect(await rawOf('virsh-domains')).toBe(domain('train') + domain('serve'))
  expect(await rawOf('virsh-nodedev')).toBe(GPU + AUDIO)
  const parts = await world.services.db
    .select()
    .from(bundlePart)
    .where(eq(bundlePart.bundleId, done.bundleId ?? ''))
  const tool = parts.find((part) => part.tool === 'virsh-domains')
  const [state] = await world.services.db
    .select()
    .from(hostTool)
    .where(and(eq(hostTool.hostId, hostId), eq(hostTool.tool, 'virsh-domains')))
  expect(state).toMatchObject({ rawSha256: tool?.rawSha256, source: 'person', lastStatus: 'ok' })
})
