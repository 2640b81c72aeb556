import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { allocation, gpu, host } from '@/db/schema'
import { ESTATE } from '@/emulator/layouts/estate'
import type { ServiceContext } from '@/server/services/context'
import { listAllocations } from '@/server/services/hosts/list-allocations'
import { keepTools, replaceIn, type ToldTool, tellTools } from '@/server/services/testing/bundle-edits'
import { type BundleFiles, layoutOf, openEmulatedHosts } from '@/server/services/testing/emulated-hosts'
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

const VM_1 = '11111111-1111-4111-8111-111111111111'
const VM_2 = '22222222-2222-4222-8222-222222222222'
const MDEV = '4b20d080-1b54-4048-85b3-a6a62d165c01'

interface Vm {
  name: string
  uuid: string
  state?: string
  hostdevs?: string[]
  mdevs?: string[]
}

function writeDomain({ name, uuid, hostdevs = [], mdevs = [] }: Vm): string {
  const devices = [
    ...hostdevs.map((address) => {
      const [domain, bus, slot, fn] = address.split(/[:.]/)
      const source = `<address domain='0x${domain}' bus='0x${bus}' slot='0x${slot}' function='0x${fn}'/>`
      return `<hostdev mode='subsystem' type='pci' managed='yes'><source>${source}</source></hostdev>`
    }),
    ...mdevs.map(
      (mdev) =>
        `<hostdev mode='subsystem' type='mdev' model='vfio-pci'><source><address uuid='${mdev}'/></source></hostdev>`,
    ),
  ]
  return `<domain type='kvm'>
  <name>${name}</name>
  <uuid>${uuid}</uuid>
  <memory unit='GiB'>64</memory>
  <vcpu>8</vcpu>
  <cputune><vcpupin vcpu='0' cpuset='2-3'/></cputune>
  <devices>${devices.join('\n')}</devices>
</domain>
`
}

/** What libvirt's tools say of these machines. */
function tellMachines(vms: readonly Vm[]): Record<'virsh-domains' | 'virsh-list', ToldTool> {
  const rows = vms.map(({ name, state = 'running' }, n) => {
    return ` ${(state === 'running' ? String(n + 1) : '-').padEnd(5)}${name.padEnd(12)}${state}`
  })
  return {
    'virsh-domains': vms.length === 0 ? { status: 'absent' } : vms.map(writeDomain).join('\n'),
    'virsh-list': ` Id   Name        State\n${'-'.repeat(40)}\n${rows.join('\n')}\n`,
  }
}

const NO_PROCESSES = '<processes>\n</processes>'
const writeProcess = (pid: number, name: string, usedMib = 4096) =>
  `<processes><process_info><gpu_instance_id>N/A</gpu_instance_id><compute_instance_id>N/A</compute_instance_id>
<pid>${pid}</pid><type>C</type><process_name>${name}</process_name><used_memory>${usedMib} MiB</used_memory>
</process_info></processes>`

/** Sends a host of four L40S on which nothing runs but what is told. */
function openHost(name: string) {
  const enrolled = hosts.enrol(name)
  const send = async (
    told: Parameters<typeof tellTools>[1],
    options: { processes?: string; edit?: (files: BundleFiles) => void } = {},
  ) => {
    const { hostToken } = await enrolled
    const { processes = NO_PROCESSES } = options
    return hosts.send(hostToken, layoutOf(ESTATE[1], name), {
      edit: (files) => {
        keepTools(files, ['nvidia-smi-q-x', 'lspci', 'sysfs-pci', 'lscpu', 'dmi', 'uname'])
        replaceIn(files, 'nvidia-smi-q-x', /<processes>[^]*?<\/processes>/, processes)
        tellTools(files, told)
        options.edit?.(files)
      },
    })
  }
  const rows = async () => {
    const { hostId } = await enrolled
    return world.services.db
      .select()
      .from(allocation)
      .where(eq(allocation.hostId, hostId))
      .orderBy(asc(allocation.firstSeenAt), asc(allocation.key))
  }
  const shown = async () =>
    (await listAllocations({ ctx: admin, input: { hostId: (await enrolled).hostId } })).items
  const addresses = async () => {
    const { hostId } = await enrolled
    const found = await world.services.db.select().from(gpu).where(eq(gpu.hostId, hostId))
    return found
      .filter(({ state }) => state !== 'gone')
      .map(({ address }) => address)
      .toSorted()
  }
  return { send, rows, shown, addresses }
}

/** The GPUs of every host of these tests stand in the same slots. */
const GPUS = layoutOf(ESTATE[1], 'any')
  .nvidia?.gpus.map(({ address }) => address)
  .toSorted() as [string, string, string, string]

test('from the first report on a machine with a GPU passed through is a foreign allocation of that GPU', async () => {
  const one = openHost('passed-01')
  await one.send(tellMachines([{ name: 'train', uuid: VM_1, hostdevs: [GPUS[1], '0000:63:00.0'] }]))
  expect(await one.addresses()).toEqual(GPUS)
  expect(await one.shown()).toMatchObject([
    {
      origin: 'foreign',
      kind: 'virtualMachine',
      name: 'train',
      machineUuid: VM_1,
      state: 'bound',
      vcpus: 8,
      memoryMib: 65_536,
      pinnedCpus: '2-3',
      endedAt: null,
      devices: [
        { attach: 'pfVfio', address: GPUS[1], gpu: { address: GPUS[1] }, mdevUuid: null },
        // A function that is no GPU is held all the same.
        { attach: 'pfVfio', address: '0000:63:00.0', gpu: null },
      ],
    },
  ])
})

test('a machine with a mediated device holds a share of the GPU that the device is on', async () => {
  const one = openHost('mediated-01')
  const mdev = `/sys/bus/mdev/devices/${MDEV}/mdev_type:nvidia-1150\n/sys/bus/mdev/devices/${MDEV}/parent:${GPUS[2]}\n`
  await one.send({ ...tellMachines([{ name: 'desk', uuid: VM_1, mdevs: [MDEV] }]), 'sysfs-mdev': mdev })
  expect(await one.shown()).toMatchObject([
    {
      kind: 'virtualMachine',
      name: 'desk',
      devices: [{ attach: 'mdev', mdevUuid: MDEV, gpu: { address: GPUS[2] } }],
    },
  ])
})

test('a mediated device that no machine holds occupies its GPU by itself, and only as long as it is there', async () => {
  const one = openHost('mediated-02')
  const mdev = `/sys/bus/mdev/devices/${MDEV}/mdev_type:nvidia-1150\n/sys/bus/mdev/devices/${MDEV}/parent:${GPUS[0]}\n`
  await one.send({ 'sysfs-mdev': mdev })
  expect(await one.shown()).toMatchObject([
    { kind: 'vgpu', devices: [{ attach: 'mdev', mdevUuid: MDEV, gpu: { address: GPUS[0] } }] },
  ])
  const types = `/sys/class/mdev_bus/${GPUS[0]}/mdev_supported_types/nvidia-1150/available_instances:4\n`
  await one.send({ 'sysfs-mdev': types })
  expect(await one.shown()).toEqual([])
  expect(await one.rows()).toMatchObject([{ kind: 'vgpu', state: 'free', endedAt: expect.any(Date) }])
})

test('a process on several GPUs is one allocation with a device on each', async () => {
  const one = openHost('process-01')
  await one.send({}, { processes: writeProcess(4242, '/usr/bin/python3') })
  const items = await one.shown()
  expect(items).toMatchObject([
    { kind: 'process', origin: 'foreign', name: '/usr/bin/python3', machineUuid: null },
  ])
  expect(items[0]?.devices.map(({ attach, gpu: of, usedMib }) => [attach, of?.address, usedMib])).toEqual(
    GPUS.map((address) => ['hostProcess', address, 4096]),
  )
})

test('the same pid under another name is another allocation, and the one before is over', async () => {
  const one = openHost('process-02')
  await one.send({}, { processes: writeProcess(4242, 'python3') })
  const [before] = await one.rows()
  await one.send({}, { processes: writeProcess(4242, 'ffmpeg') })
  const after = await one.rows()
  expect(after).toHaveLength(2)
  expect(after.find(({ id }) => id === before?.id)).toMatchObject({ state: 'free', name: 'python3' })
  expect(after.find(({ id }) => id !== before?.id)).toMatchObject({ state: 'bound', name: 'ffmpeg' })
})

test('a process that comes back after it was over is a new allocation; the past stays readable', async () => {
  const one = openHost('process-03')
  await one.send({}, { processes: writeProcess(7, 'train') })
  await one.send({})
  await one.send({}, { processes: writeProcess(7, 'train') })
  expect((await one.rows()).map(({ state }) => state).toSorted()).toEqual(['bound', 'free'])
  expect(await one.shown()).toHaveLength(1)
})

test('the process of a virtual machine is not counted beside the machine', async () => {
  const one = openHost('qemu-01')
  const qemu = `/proc/5150/status:Name:\tqemu-system-x86\n/proc/5150/status:Pid:\t5150\n/proc/5150/uuid:${VM_1}\n`
  await one.send(
    {
      ...tellMachines([{ name: 'train', uuid: VM_1, hostdevs: [GPUS[0]] }]),
      'qemu-processes': qemu,
    },
    { processes: writeProcess(5150, '/usr/bin/qemu-system-x86_64') },
  )
  expect((await one.shown()).map(({ kind, name }) => [kind, name])).toEqual([['virtualMachine', 'train']])
})

test('a machine that libvirt no longer lists is over, one that is shut off too; the others go on', async () => {
  const one = openHost('ended-01')
  const [first, second] = [
    { name: 'one', uuid: VM_1, hostdevs: [GPUS[0]] },
    { name: 'two', uuid: VM_2, hostdevs: [GPUS[1]] },
  ]
  await one.send(tellMachines([first, second]))
  const before = new Map((await one.shown()).map((item) => [item.name, item]))
  expect(new Set(before.keys())).toEqual(new Set(['one', 'two']))
  await one.send(tellMachines([second]))
  const [left, ...none] = await one.shown()
  expect(none).toEqual([])
  expect(left).toMatchObject({ id: before.get('two')?.id, name: 'two' })
  expect(left?.lastSeenAt.getTime()).toBeGreaterThan(before.get('two')?.lastSeenAt.getTime() ?? Number.NaN)
  await one.send(tellMachines([{ ...second, state: 'shut off' }]))
  expect(await one.shown()).toEqual([])
  expect((await one.rows()).map(({ name, state }) => [name, state])).toEqual([
    ['one', 'free'],
    ['two', 'free'],
  ])
})

test.each<[string, Record<'virsh-domains' | 'virsh-list', ToldTool>]>([
  ['failed', { 'virsh-domains': { status: 'failed' }, 'virsh-list': { status: 'failed' } }],
  ['hung', { 'virsh-domains': { status: 'toolHung' }, 'virsh-list': { status: 'timedOut' } }],
  ['is absent', { 'virsh-domains': { status: 'absent' }, 'virsh-list': { status: 'absent' } }],
  ['printed what cannot be read', { 'virsh-domains': '<domain><name>', 'virsh-list': Buffer.from([0, 1]) }],
])('no machine is over because virsh %s, and none counts as seen', async (how, told) => {
  const one = openHost(`virsh-${how.replaceAll(' ', '-')}`)
  await one.send(tellMachines([{ name: 'train', uuid: VM_1, hostdevs: [GPUS[0]] }]))
  const before = await one.shown()
  expect(before).toHaveLength(1)
  await one.send(told)
  expect(await one.shown()).toEqual(before)
})

test('a collector that says nothing of a witness ends nothing', async () => {
  const one = openHost('silent-01')
  await one.send(tellMachines([{ name: 'train', uuid: VM_1 }]), { processes: writeProcess(9, 'x') })
  const before = await one.shown()
  expect(before.map(({ kind }) => kind)).toEqual(['virtualMachine', 'process'])
  await one.send({ 'nvidia-smi-q-x': { status: 'failed' } })
  expect(await one.shown()).toEqual(before)
})

test('an allocation that a person adopted stays adopted and is brought up to date', async () => {
  const one = openHost('adopted-01')
  await one.send(tellMachines([{ name: 'train', uuid: VM_1, hostdevs: [GPUS[0]] }]))
  const [before] = await one.rows()
  await world.services.db
    .update(allocation)
    .set({ origin: 'adopted' })
    .where(eq(allocation.id, before?.id ?? ''))
  await one.send(tellMachines([{ name: 'train', uuid: VM_1, hostdevs: [GPUS[0], GPUS[3]] }]))
  const [after, ...none] = await one.shown()
  expect(none).toEqual([])
  expect(after).toMatchObject({ id: before?.id, origin: 'adopted', state: 'bound' })
  expect(after?.devices.map(({ gpu: of }) => of?.address)).toEqual([GPUS[0], GPUS[3]])
  await one.send(tellMachines([]))
  expect(await one.rows()).toMatchObject([{ origin: 'adopted', state: 'free' }])
})

test('what Berth itself placed is not ended because a tool does not show it', async () => {
  const one = openHost('placed-01')
  await one.send(tellMachines([{ name: 'train', uuid: VM_1 }]))
  const [before] = await one.rows()
  await world.services.db
    .update(allocation)
    .set({ origin: 'berth' })
    .where(eq(allocation.id, before?.id ?? ''))
  await one.send(tellMachines([]))
  expect(await one.rows()).toMatchObject([{ origin: 'berth', state: 'bound', endedAt: null }])
})

test('a guest makes no allocations: its host tells of it', async () => {
  const one = openHost('guest-01')
  await one.send(tellMachines([{ name: 'nested', uuid: VM_1 }]), {
    processes: writeProcess(12, 'python3'),
    edit: (files) => replaceIn(files, 'dmi', /sys_vendor:.*/, 'sys_vendor:QEMU'),
  })
  const [guest] = await world.services.db.select().from(host).where(eq(host.slug, 'guest-01'))
  expect(guest?.machineKind).toBe('guest')
  expect(guest?.facts?.occupants).toHaveLength(1)
  expect(guest?.facts?.gpus?.map((one) => one.reading.processes?.length)).toEqual([1, 1, 1, 1])
  expect(await one.rows()).toEqual([])
})

test('a GPU that moved to another slot takes its process along', async () => {
  const one = openHost('moved-01')
  const [from, to] = [GPUS[0], '0000:0b:00.0']
  await one.send({}, { processes: writeProcess(77, 'train') })
  const [before] = await one.shown()
  const held = before?.devices.find((device) => device.address === from)?.gpu?.id
  expect(held).toBeDefined()
  await one.send(
    { lspci: { status: 'failed' }, 'sysfs-pci': { status: 'failed' } },
    {
      processes: writeProcess(77, 'train'),
      edit: (files) => {
        const short = (address: string) => new RegExp(`0000${address}`, 'i')
        replaceIn(files, 'nvidia-smi-q-x', short(from), `0000${to}`)
      },
    },
  )
  const [after, ...none] = await one.shown()
  expect(none).toEqual([])
  expect(after?.id).toBe(before?.id)
  const now = after?.devices.find((device) => device.gpu?.id === held)
  expect(now).toMatchObject({ address: to, gpu: { address: to } })
})
