import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { TOOL_IDS, type ToolId } from '@/server/core/inventory/tools/tool-facts'
import { parsePart } from '@/server/facts/parse-part'
import {
  ALL_SHELLS,
  type Collected,
  CollectorSandbox,
  FULL_TOOL_IDS,
  GUEST_TOOL_IDS,
  PULSE_TOOL_IDS,
  SHELLS,
} from './testing/collector-sandbox'
import {
  DOMAIN_A,
  DOMAIN_B,
  furnishGpuHost,
  furnishLibvirt,
  HOSTILE_NAME,
  writeVirsh,
} from './testing/gpu-host'

/** Berth reads these too, but only from files that a person brings. */
const BY_HAND_ONLY: ToolId[] = [
  'nvidia-smi-q',
  'nvidia-smi',
  'nvidia-smi-vgpu',
  'mdevctl-types',
  'mdevctl-list',
  'virsh-nodedev-list',
  'xpu-smi-stats',
  'intel-gpu-top',
  'prometheus',
]

let sandbox: CollectorSandbox
beforeEach(async () => {
  sandbox = await CollectorSandbox.create()
})
afterEach(async () => {
  await sandbox.remove()
})

async function parse({ tools, read }: Collected, tool: ToolId) {
  const { status, file = '-' } = tools.get(tool) ?? {}
  expect(status, tool).toBe('ok')
  const part = parsePart({ tool, bytes: Buffer.from(await read(file)), fileName: file })
  if (part.kind === 'refused') throw new Error(`${tool} is refused: ${part.detail}`)
  return part
}

const listLines = async (text: Promise<string>) => (await text).trim().split('\n')

test('every tool that Berth reads is one that the collector runs, or one that is known to be brought by hand', () => {
  const known = [...FULL_TOOL_IDS, ...PULSE_TOOL_IDS, ...GUEST_TOOL_IDS, ...BY_HAND_ONLY]
  expect([...new Set<string>(known)].toSorted()).toEqual([...TOOL_IDS].toSorted())
})

const name = (shell: string[]) => ({ shell, name: shell.join(' ') })

test.each(ALL_SHELLS.map(name))(
  'under $name a host with everything is told of by every tool, each in the form that Berth expects',
  async ({ shell }) => {
    await furnishGpuHost(sandbox)
    const host = await sandbox.collect({ shell })
    const { tools, read } = host
    expect([...tools.keys()]).toEqual(FULL_TOOL_IDS)
    const notOk = [...tools].filter(([, { status }]) => status !== 'ok').map(([tool]) => tool)
    expect(notOk).toEqual(['dmi', 'sysfs-node'])

    for (const [file, words] of [
      ['nvidia-smi-l.txt', '-L'],
      ['nvidia-smi-topo-p2p.txt', 'topo -p2p r'],
      ['nvidia-smi-mig-lgip.txt', 'mig -lgip'],
      ['nvidia-smi-mig-lgipp.txt', 'mig -lgipp'],
      ['nvidia-smi-mig-lgi.txt', 'mig -lgi'],
      ['nvidia-smi-mig-lci.txt', 'mig -lci'],
      ['nvidia-smi-vgpu-q.txt', 'vgpu -q'],
    ] as const)
      expect(await read(file)).toBe(`nvidia-smi ${words}\n`)
    expect(await read('lstopo.xml')).toBe('lstopo --of xml -cuda,-opencl,-gl,-levelzero\n')
    expect(await read('xpu-smi-discovery.csv')).toBe('xpu-smi discovery --dump -1\n')
    expect(await read('xpu-smi-vgpu.txt')).toBe('# device 0\nxpu-smi vgpu -d 0 -l\n')
    expect(await read('rocm-smi.json')).toBe('{"card0":{}}\n')
    expect(await read('amd-smi.txt')).toBe(
      '# amd-smi list --json\n[{"gpu":0}]\n# amd-smi static --json\n[{"gpu":0}]\n',
    )
    expect(await read('fabric-manager.txt')).toBe(
      '# nv-fabricmanager --version\nnv-fabricmanager --version\n' +
        '# systemctl show nvidia-fabricmanager.service\nLoadState=loaded\nActiveState=active\nSubState=running\n' +
        '# grep ^FABRIC_MODE /usr/share/nvidia/nvswitch/fabricmanager.cfg\nFABRIC_MODE=1\n',
    )
    expect(await read('nic-firmware.txt')).toBe(
      '# nic eth0\ndriver: mlx5_core\nfirmware-version: 22.39\nbus-info: eth0\n' +
        '/sys/class/infiniband/mlx5_0/fw_ver:22.39.1002\n/sys/class/infiniband/mlx5_0/device:0000:3b:00.0\n',
    )
    expect(await listLines(read('sysfs-mdev.txt'))).toEqual([
      '/sys/class/mdev_bus/0000:3b:00.0/mdev_supported_types/nvidia-522/name:NVIDIA L40S-1B',
      '/sys/class/mdev_bus/0000:3b:00.0/mdev_supported_types/nvidia-522/available_instances:0',
      `/sys/bus/mdev/devices/${DOMAIN_A}/mdev_type:nvidia-522`,
      `/sys/bus/mdev/devices/${DOMAIN_A}/parent:0000:3b:00.0`,
      '/sys/bus/pci/devices/0000:3b:00.4/nvidia/creatable_vgpu_types:ID    : vGPU Name',
      '/sys/bus/pci/devices/0000:3b:00.4/nvidia/creatable_vgpu_types:1155  : NVIDIA L40S-1B',
      '/sys/bus/pci/devices/0000:3b:00.4/nvidia/current_vgpu_type:0',
    ])
    expect((await listLines(read('irq-affinity.txt'))).toSorted()).toEqual([
      '/proc/irq/24/effective_affinity_list:',
      '/proc/irq/24/node:0',
      '/proc/irq/24/smp_affinity_list:0-3',
    ])
    expect(await read('kernel-log.txt')).toBe('[    1.000001] NVRM: loading\n')

    const kernels = await listLines(read('kernels.txt'))
    expect(kernels[0]).toMatch(/^running:\d/)
    expect(kernels.slice(1)).toEqual([
      'installed:6.1.0-18-amd64',
      'installed:6.1.0-25-amd64',
      'next:6.1.0-25-amd64',
      'reboot_required:yes',
    ])
    expect(await listLines(read('qemu-processes.txt'))).toEqual([
      '/proc/700/status:Name:\tqemu-system-x86',
      '/proc/700/status:VmLck:\t  4194304 kB',
      '/proc/700/status:Threads:\t9',
      '/proc/700/guest:a,b $(id) c',
      `/proc/700/uuid:${DOMAIN_A}`,
    ])
    const said = [...tools.values()].filter(({ status }) => status === 'ok')
    const sent = await Promise.all(said.map(({ file = '-' }) => read(file)))
    expect(sent.join('').includes('hunter2'), 'no secret of a command line').toBe(false)
    expect(sent.join('')).toContain('iommu=pt')

    const readParts = [
      'virsh-list',
      'virsh-capabilities',
      'virsh-domains',
      'virsh-nodedev',
      'virsh-vcpupin',
      'virsh-emulatorpin',
      'virsh-iothreadinfo',
      'virsh-guestinfo',
      'sysfs-pci',
      'sysfs-mdev',
      'irq-affinity',
      'proc-pressure',
      'proc-interrupts',
      'proc-softirqs',
      'proc-driver-nvidia',
      'qemu-processes',
      'proc-cmdline',
      'kernels',
      'kernel-log',
      'nic-firmware',
      'fabric-manager',
    ] as const
    for (const tool of readParts) await parse(host, tool)
    expect(readParts).toHaveLength(21)
  },
)

test.each(SHELLS.map(name))(
  'under $name one domain that hangs costs its own block only, and a name is never more than a name',
  async ({ shell }) => {
    await furnishLibvirt(
      sandbox,
      writeVirsh(`*'dumpxml --domain ${DOMAIN_A}') printf '<domain><name>half'; exec sleep 600 ;;
*'vcpupin --domain ${DOMAIN_A}') exec sleep 600 ;;
*'guestinfo --domain ${DOMAIN_A} '*) echo 'error: Guest agent is not responding: QEMU guest agent is not connected' >&2; exit 1 ;;`),
    )
    const host = await sandbox.collect({
      shell,
      env: { BERTH_COLLECT_TOOL_SECONDS: '6', BERTH_COLLECT_GRACE_SECONDS: '1' },
    })
    const domains = await parse(host, 'virsh-domains')
    expect(domains.facts).toMatchObject({ domains: [{ uuid: DOMAIN_B, name: 'plain' }] })
    expect(domains.issues.map(({ detail }) => detail).join()).toContain(
      `domain ${DOMAIN_A}: virsh: no answer within 1 s`,
    )
    const cpus = '0-3'
    expect((await parse(host, 'virsh-vcpupin')).facts).toMatchObject({
      domains: [
        { domain: HOSTILE_NAME, pins: null },
        { domain: 'plain', pins: [{ subject: '0', cpus }] },
      ],
    })
    expect((await parse(host, 'virsh-emulatorpin')).facts).toMatchObject({
      domains: [{ domain: HOSTILE_NAME, pins: [{ subject: '*', cpus }] }, { domain: 'plain' }],
    })
    expect((await parse(host, 'virsh-guestinfo')).facts).toMatchObject({
      domains: [
        { domain: HOSTILE_NAME, hasAgent: false },
        { domain: 'plain', hasAgent: true, osId: 'ubuntu', hostname: 'inside' },
      ],
    })
    expect(existsSync('pwned') || existsSync(sandbox.path('root/pwned'))).toBe(false)

    const calls = await listLines(readFile(sandbox.path('virsh.calls'), 'utf8'))
    expect(calls.length).toBeGreaterThan(15)
    expect(calls.join('\n')).not.toContain('security-info')
    const writable = calls.filter((call) => !call.startsWith('-r '))
    expect(writable).toHaveLength(2)
    for (const call of writable)
      expect(call).toMatch(/^-c qemu:\/\/\/system guestinfo --domain \S{36} --os --hostname$/)
  },
)

test('where libvirt, amdgpu, i915 or the NVIDIA module are not at work, no tool is run that would start them', async () => {
  for (const tool of ['virsh', 'amd-smi', 'rocm-smi', 'xpu-smi', 'nvidia-smi'])
    await sandbox.fakeTool(tool, 'echo hello')
  await sandbox.fakeTool('lstopo', 'echo "$HWLOC_COMPONENTS"')
  const { tools, read } = await sandbox.collect()
  const guarded = FULL_TOOL_IDS.filter((tool) => /^(?:virsh|amd|rocm|xpu|nvidia-smi)-/.test(tool))
  expect(guarded).toHaveLength(22)
  for (const tool of guarded) {
    expect(tools.get(tool), tool).toMatchObject({ status: 'absent', exit: '-' })
    expect(await read(`${tools.get(tool)?.file}.err`)).toMatch(/^not run: /)
  }
  for (const tool of ['virsh', 'amd-smi', 'rocm-smi', 'xpu-smi', 'nvidia-smi'])
    expect(await sandbox.countStarts(tool)).toBe(0)
  expect(await read('lstopo.xml')).toBe('-cuda,-opencl,-gl,-levelzero,-nvml,-rsmi\n')
})

test('"there are none" is an answer of nvidia-smi, whatever it ends with; a failure stays one', async () => {
  await sandbox.write('root/sys/module/nvidia/refcnt', '1\n')
  await sandbox.fakeTool(
    'nvidia-smi',
    `case "$*" in
'-q -x') echo 'No devices were found' ;;
-L) echo 'No devices found.' ;;
'mig -lgip'|'mig -lgipp') echo 'No MIG-supported devices found.' ;;
'mig -lgi') echo 'No GPU instances found: Not Found' ;;
'mig -lci') echo 'Failed to display compute instances: Insufficient Permissions'; exit 4 ;;
'vgpu -q') echo 'No supported devices in vGPU mode' ;;
*) echo 'NVIDIA-SMI has failed because it could not' ;;
esac; exit 6`,
  )
  const host = await sandbox.collect()
  const outcome = (tool: string) => `${host.tools.get(tool)?.status} ${host.tools.get(tool)?.exit}`
  expect(outcome('nvidia-smi-q-x')).toBe('ok 6')
  expect(outcome('nvidia-smi-l')).toBe('absent 6')
  expect(outcome('nvidia-smi-mig-lci')).toBe('failed 4')
  expect(outcome('nvidia-smi-topo-m')).toBe('failed 6')
  for (const tool of [
    'nvidia-smi-mig-lgip',
    'nvidia-smi-mig-lgipp',
    'nvidia-smi-mig-lgi',
    'nvidia-smi-vgpu-q',
  ] as const) {
    expect(outcome(tool)).toBe('ok 6')
    await parse(host, tool)
  }
})

test('a program that did not answer is not asked again in the same run, and others are', async () => {
  await sandbox.write('root/sys/module/nvidia/refcnt', '1\n')
  await sandbox.fakeTool('nvidia-smi', 'exec sleep 600')
  const { tools, read } = await sandbox.collect({
    env: { BERTH_COLLECT_TOOL_SECONDS: '1', BERTH_COLLECT_GRACE_SECONDS: '1' },
  })
  expect(await sandbox.countStarts('nvidia-smi')).toBe(1)
  expect(tools.get('nvidia-smi-q-x')).toMatchObject({ status: 'timedOut' })
  expect(tools.get('nvidia-smi-vgpu-q')).toMatchObject({ status: 'timedOut', seconds: '0' })
  expect(await read('nvidia-smi-vgpu-q.txt.err')).toContain('nvidia-smi did not answer before')
  expect(tools.get('os-release')).toMatchObject({ status: 'ok' })
})

test('a reader that is over its time takes its program with it, even one that ignores TERM', async () => {
  await sandbox.write('root/sys/module/amdgpu/refcnt', '1\n')
  const pids = sandbox.path('pids')
  await sandbox.fakeTool('rocm-smi', `trap '' TERM; echo $$ >>'${pids}'; while :; do sleep 0.1; done`)
  const env = { BERTH_COLLECT_TOOL_SECONDS: '1', BERTH_COLLECT_GRACE_SECONDS: '1' }
  const withTimeout = await sandbox.collect({ env })
  await sandbox.removeTool('timeout')
  const withWatchdog = await sandbox.collect({ env })
  for (const { tools } of [withTimeout, withWatchdog])
    expect(tools.get('rocm-smi')).toMatchObject({ status: 'timedOut', exit: '-' })
  const started = await listLines(readFile(pids, 'utf8'))
  expect(started).toHaveLength(2)
  for (const pid of started) expect(existsSync(`/proc/${pid}`), `process ${pid} is gone`).toBe(false)
})

test('once the time of a whole run is over nothing more is started, and what was not is told', async () => {
  await furnishGpuHost(sandbox)
  const { tools, read } = await sandbox.collect({ env: { BERTH_COLLECT_TOTAL_SECONDS: '0' } })
  expect([...tools.keys()]).toEqual(FULL_TOOL_IDS)
  for (const [tool, { status, file }] of tools) {
    expect(status, tool).toBe('timedOut')
    expect(await read(`${file}.err`)).toContain('not started, the 0 s of this run were over')
  }
  expect(await sandbox.countStarts('nvidia-smi')).toBe(0)
})

test('100 MB from a tool, and from one object of many, end at the limit and cost that part only', async () => {
  const flood = 'head -c 100000000 /dev/zero'
  await sandbox.fakeTool('lspci', flood)
  await furnishLibvirt(sandbox, writeVirsh(`*'dumpxml --domain ${DOMAIN_A}') ${flood} ;;`))
  const host = await sandbox.collect()
  expect(host.tools.get('lspci')).toMatchObject({ status: 'failed' })
  await expect(host.read('lspci.txt')).rejects.toMatchObject({ code: 'ENOENT' })
  expect((await parse(host, 'virsh-domains')).facts).toMatchObject({ domains: [{ uuid: DOMAIN_B }] })
})

test('tools that the host’s owner named are never run, and that is told as the reason', async () => {
  await sandbox.fakeTool('lspci', 'echo 00:00.0')
  await sandbox.fakeTool('numactl', 'echo nodes')
  await sandbox.write('conf/skip', 'lspci\n\n dmidecode\n')
  const { tools, read } = await sandbox.collect()
  expect(tools.get('lspci')).toMatchObject({ status: 'absent', file: 'lspci.txt' })
  expect(await read('lspci.txt.err')).toContain('list of tools to skip')
  expect(tools.get('numactl')).toMatchObject({ status: 'ok' })
  expect(await sandbox.countStarts('lspci')).toBe(0)
})

test('the guest profile tells of the machine’s own software, and of nothing else', async () => {
  await furnishGpuHost(sandbox)
  await sandbox.fakeTool('nvcc', 'echo "release 12.4, V12.4.99"')
  await sandbox.fakeTool('qemu-ga', 'echo "QEMU Guest Agent 8.2.0"')
  const guest = await sandbox.collect({}, ['collect', '--guest'])
  const { tools, read } = guest
  expect([...tools.keys()]).toEqual(GUEST_TOOL_IDS)
  expect(await read('manifest')).toMatch(/^kind=guest$/m)
  expect(await read('nvidia-smi-q-x.xml')).toBe('nvidia-smi -q -x\n')
  const headers = (await listLines(read('guest-agents.txt'))).filter((line) => line.startsWith('# '))
  expect(headers).toEqual([
    '# nvidia-smi -q',
    '# nvcc --version',
    '# qemu-ga --version',
    '# systemctl show nvidia-gridd.service',
  ])
  expect((await parse(guest, 'guest-agents')).facts).toMatchObject({
    qemuGuestAgentVersion: '8.2.0',
    griddState: 'active',
  })
  expect(await sandbox.countStarts('virsh')).toBe(0)
})
