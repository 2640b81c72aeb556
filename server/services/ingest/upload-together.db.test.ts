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

const TABLE = `+-----------------------------------------------------------------------------+
| NVIDIA-SMI 418.87.00    Driver Version: 418.87.00    CUDA Version: 10.1     |
|-------------------------------+----------------------+----------------------+
| GPU  Name        Persistence-M| Bus-Id        Disp.A | Volatile Uncorr. ECC |
| Fan  Temp  Perf  Pwr:Usage/Cap|         Memory-Usage | GPU-Util  Compute M. |
|===============================+======================+======================|
|   0  Tesla V100-SXM2...  On   | 00000000:06:00.0 Off |                  Off |
| 30%   35C    P0    57W / 300W |      0MiB / 16160MiB |      0%      Default |
+-------------------------------+----------------------+----------------------+

+-----------------------------------------------------------------------------+
| Processes:                                                       GPU Memory |
|  GPU       PID   Type   Process name                             Usage      |
|=============================================================================|
|    0      1234      C   python                                      1005MiB |
+-----------------------------------------------------------------------------+
`

test('a process that only the table of nvidia-smi shows occupies its GPU until a later one no longer does', async () => {
  const upload = (text: string, isNew: boolean) => {
    const files = [{ name: 'smi.txt', bytes: Buffer.from(text) }]
    return uploadFiles({ ctx: admin, input: { host: 'table-01', isNew, files } })
  }
  const { slug } = await upload(TABLE, true)
  const { id: hostId } = await getHost({ ctx: admin, input: { slug } })
  const list = () => listAllocations({ ctx: admin, input: { hostId } })
  expect((await list()).items).toMatchObject([
    {
      kind: 'process',
      name: 'python',
      origin: 'foreign',
      devices: [{ attach: 'hostProcess', usedMib: 1005, gpu: { address: '0000:06:00.0' } }],
    },
  ])
  await upload(
    TABLE.replace(/^\|    0      1234.*$/m, `|  No running processes found${' '.repeat(49)}|`),
    false,
  )
  expect(await list()).toMatchObject({ items: [], endedCount: 1 })
})
