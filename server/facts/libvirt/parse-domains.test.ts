import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const BIG = `<?xml version="1.0"?>
<!-- edited by hand -->
<domain id='7' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0' type='kvm'>
  <name>train &amp; serve</name>
  <uuid>0F4C8A3E-1111-4222-8333-444455556666</uuid>
  <title>Training</title>
  <metadata>
    <libosinfo:libosinfo xmlns:libosinfo="http://libosinfo.org/xmlns/libvirt/domain/1.0">
      <libosinfo:os id="http://ubuntu.com/ubuntu/22.04"/>
    </libosinfo:libosinfo>
    <n:instance xmlns:n="http://openstack.org/xmlns/libvirt/nova/1.1">
      <n:name>trainer</n:name>
      <n:flavor name="g.2xlarge"><n:extraSpecs>
        <n:extraSpec name="pci_passthrough:alias">h100:2</n:extraSpec>
      </n:extraSpecs></n:flavor>
      <n:owner><n:project uuid="p-1">lab</n:project></n:owner>
    </n:instance>
  </metadata>
  <maxMemory slots='16' unit='TiB'>1</maxMemory>
  <memory unit='GiB'>64</memory>
  <currentMemory unit='KB'>1048576</currentMemory>
  <memoryBacking>
    <hugepages><page size='1' unit='G' nodeset='0'/><page size='2048' unit='KiB' nodeset='1'/></hugepages>
    <locked/>
  </memoryBacking>
  <vcpu placement='static' cpuset='0-7,^3' current='4'>8</vcpu>
  <iothreads>2</iothreads>
  <cputune>
    <shares>2048</shares><period>100000</period><quota>-1</quota>
    <vcpupin vcpu='0' cpuset='2'/><vcpupin vcpu='1' cpuset='34'/>
    <emulatorpin cpuset='0-1,32'/>
    <iothreadpin iothread='1' cpuset='0'/>
    <vcpusched vcpus='0-3' scheduler='fifo' priority='1'/>
    <iothreadsched iothreads='2' scheduler='batch'/>
  </cputune>
  <numatune>
    <memory mode='strict' nodeset='0-1'/>
    <memnode cellid='0' mode='strict' nodeset='0'/><memnode cellid='1' mode='interleave' nodeset='1'/>
  </numatune>
  <os firmware='efi'>
    <type arch='x86_64' machine='pc-q35-8.2'>hvm</type>
    <firmware><feature enabled='no' name='enrolled-keys'/><feature enabled='yes' name='secure-boot'/></firmware>
    <loader readonly='yes' secure='no' type='pflash'>/usr/share/OVMF/OVMF_CODE.fd</loader>
  </os>
  <cpu mode='host-passthrough' check='none'>
    <topology sockets='2' dies='1' clusters='1' cores='2' threads='2'/>
    <numa><cell id='0' cpus='0-3' memory='33554432' unit='KiB'/><cell id='1' cpus='4-7' memory='32' unit='GiB'/></numa>
  </cpu>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <interface type='hostdev' managed='yes'>
      <mac address='52:54:00:00:00:01'/><driver name='vfio'/>
      <source><address type='pci' domain='0x0000' bus='0x3b' slot='0x02' function='0x3'/></source>
      <address type='pci' domain='0x0000' bus='0x05' slot='0x00' function='0x0'/>
    </interface>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0' state='connected'/></channel>
    <graphics type='vnc' port='5900' passwd='hunter2'/>
    <video><model type='qxl'/></video><video><model type='none'/></video>
    <hostdev mode='subsystem' type='pci' managed='no'>
      <driver name='vfio' model='nvgrace_gpu_vfio_pci'/>
      <source><address domain='0x10000' bus='0x1a' slot='0x00' function='0x0'/></source>
      <address type='pci' domain='0x0000' bus='0x06' slot='0x00' function='0x0' multifunction='on'/>
    </hostdev>
    <hostdev mode='subsystem' type='usb'><source><vendor id='0x1'/></source></hostdev>
    <hostdev mode='subsystem' type='mdev' managed='no' model='vfio-pci' display='on'>
      <source><address uuid='4B20D080-1b54-4048-85b3-a6a62d165c01'/></source>
      <address type='pci' domain='0x0000' bus='0x07' slot='0x00' function='0x0'/>
    </hostdev>
  </devices>
  <launchSecurity type='sev-snp'/>
  <qemu:commandline><qemu:arg value='-fw_cfg'/><qemu:arg value='secret-token'/></qemu:commandline>
</domain>

<domain type='qemu'><name>small</name><memory>524288</memory><vcpu>1</vcpu>
  <os><type arch='aarch64' machine='virt'>hvm</type><loader secure='yes'>/x.fd</loader></os>
  <memoryBacking><hugepages/></memoryBacking>
  <devices><channel><target name='org.qemu.guest_agent.0'/></channel></devices>
</domain>
`

const readOne = (inside: string) =>
  takeFacts(parseText(`<domain type='kvm'>\n${inside}\n</domain>`), 'virsh-domains')

describe('virsh dumpxml', () => {
  const { facts, issues } = takeFacts(parseText(BIG), 'virsh-domains')
  const [big, small] = facts.domains

  it('reads several domains after a declaration and a comment, attributes in any order', () => {
    expect(issues).toEqual([])
    expect(facts.domains.map(({ name, id, type }) => [name, id, type])).toEqual([
      ['train & serve', 7, 'kvm'],
      ['small', null, 'qemu'],
    ])
    expect(big?.uuid).toBe('0f4c8a3e-1111-4222-8333-444455556666')
  })

  it('reads metadata by namespace, whatever its prefix', () => {
    expect(big).toMatchObject({
      title: 'Training',
      osinfoId: 'http://ubuntu.com/ubuntu/22.04',
      nova: {
        name: 'trainer',
        flavor: 'g.2xlarge',
        extraSpecs: [{ name: 'pci_passthrough:alias', value: 'h100:2' }],
        projectId: 'p-1',
        projectName: 'lab',
        userId: null,
      },
    })
    expect(small?.nova).toBeNull()
  })

  it('reads memory in any unit, rounded down to whole MiB', () => {
    expect(big).toMatchObject({ memoryMib: 65_536, currentMemoryMib: 1000, maxMemoryMib: 1_048_576 })
    expect(big?.hugepages).toEqual([
      { sizeKib: 1_048_576, nodeset: '0' },
      { sizeKib: 2048, nodeset: '1' },
    ])
    expect(big?.isMemoryLocked).toBe(true)
    expect(small).toMatchObject({
      memoryMib: 512,
      hugepages: [{ sizeKib: null, nodeset: null }],
      isMemoryLocked: null,
    })
  })

  it('reads where vCPUs, emulator, I/O threads and memory may be', () => {
    expect(big).toMatchObject({
      vcpus: 8,
      vcpusCurrent: 4,
      vcpuPlacement: 'static',
      cpuset: '0-2,4-7',
      cpuShares: 2048,
      cpuPeriodUs: 100_000,
      cpuQuotaUs: -1,
      vcpuPins: [
        { vcpu: 0, cpus: '2' },
        { vcpu: 1, cpus: '34' },
      ],
      emulatorPin: '0-1,32',
      iothreads: 2,
      iothreadPins: [{ iothread: 1, cpus: '0' }],
      schedulers: [
        { threads: 'vcpu', ids: '0-3', policy: 'fifo', priority: 1 },
        { threads: 'iothread', ids: '2', policy: 'batch', priority: null },
      ],
      numatune: {
        mode: 'strict',
        nodeset: '0-1',
        placement: null,
        memnodes: [
          { cell: 0, mode: 'strict', nodeset: '0' },
          { cell: 1, mode: 'interleave', nodeset: '1' },
        ],
      },
      cpuMode: 'host-passthrough',
      cpuTopology: { sockets: 2, dies: 1, clusters: 1, cores: 2, threads: 2 },
      numaCells: [
        { id: 0, cpus: '0-3', memoryMib: 32_768 },
        { id: 1, cpus: '4-7', memoryMib: 32_768 },
      ],
    })
  })

  it('reads firmware, secure boot, the agent and confidential computing', () => {
    expect(big).toMatchObject({
      machine: 'pc-q35-8.2',
      firmware: 'efi',
      loader: '/usr/share/OVMF/OVMF_CODE.fd',
      hasSecureBoot: true,
      guestAgentChannel: 'connected',
      launchSecurity: 'sev-snp',
      videoModels: ['qxl', 'none'],
    })
    expect(small).toMatchObject({
      architecture: 'aarch64',
      hasSecureBoot: true,
      guestAgentChannel: 'unknown',
    })
  })

  it('reads every PCI function and mediated device that is handed over, network interfaces among them', () => {
    expect(big?.hostdevPci).toEqual([
      {
        source: '10000:1a:00.0',
        guest: '0000:06:00.0',
        driver: 'nvgrace_gpu_vfio_pci',
        isManaged: false,
        isInterface: false,
      },
      { source: '0000:3b:02.3', guest: '0000:05:00.0', driver: 'vfio', isManaged: true, isInterface: true },
    ])
    expect(big?.hostdevMdev).toEqual([
      { uuid: '4b20d080-1b54-4048-85b3-a6a62d165c01', guest: '0000:07:00.0', model: 'vfio-pci' },
    ])
  })

  it('keeps no password and no argument of QEMU, only that there are arguments', () => {
    expect(big?.hasQemuArguments).toBe(true)
    expect(small?.hasQemuArguments).toBe(false)
    expect(JSON.stringify(facts)).not.toMatch(/hunter2|secret-token|fw_cfg/)
  })

  it.each([
    ["<vcpu current='four'>4</vcpu>", { vcpus: 4, vcpusCurrent: null }],
    ["<memory unit='parsecs'>4</memory>", { memoryMib: null }],
    ["<memory unit='EiB'>9999</memory>", { memoryMib: null }],
    ["<vcpu cpuset='0-99999'>1</vcpu>", { cpuset: null }],
    ['<uuid>00000000-0000-0000-0000-000000000000</uuid>', { uuid: null }],
    ["<cputune><vcpupin vcpu='0' cpuset='x'/></cputune>", { vcpuPins: [] }],
  ])('reads %s as unknown and says so', (inside, expected) => {
    const { facts, issues } = readOne(inside)
    expect(facts.domains[0]).toMatchObject(expected)
    expect(issues).toMatchObject([{ code: 'unreadableValue', line: 2 }])
  })

  it.each([
    "<address domain='0x0000' bus='0x15' slot='0x20' function='0x0'/>",
    "<address domain='0x0000' bus='015' slot='0x00' function='0x0'/>",
    "<address domain='0x0000' bus='0x15' function='0x0'/>",
    '',
  ])('counts a host device whose address cannot be read: %s', (source) => {
    const hostdev = `<hostdev mode='subsystem' type='pci'><source>${source}</source></hostdev>`
    const { facts, issues } = readOne(`<devices>${hostdev}</devices>`)
    expect(facts.domains[0]?.hostdevPci).toMatchObject([{ source: null }])
    expect(issues).toHaveLength(1)
  })

  it('notes a domain that stands twice, and lines of errors between documents', () => {
    const one = "<domain type='kvm'>\n<uuid>0f4c8a3e-1111-4222-8333-444455556666</uuid></domain>\n"
    const part = takeFacts(parseText(`${one}error: Domain not found\n${one}`), 'virsh-domains')
    expect(part.facts.domains).toHaveLength(2)
    expect(part.issues.map(({ code, line }) => [code, line])).toEqual([
      ['unreadableLine', 3],
      ['duplicate', 4],
    ])
  })

  it('refuses all when the last is cut off or another document stands among them', () => {
    const text = "<domain type='kvm'/>\n<domain type='kvm'>\n<name>a"
    expect(takeRefusal(parseText(text))).toMatchObject({ code: 'truncated', line: 4, tool: 'virsh-domains' })
    const other = "<domain type='kvm'/>\n<network/>"
    expect(takeRefusal(parseText(other))).toMatchObject({ code: 'unrecognised', line: 2 })
  })

  it('tells nothing from a cut that the whole does not tell', () => {
    const report = tryCuts(BIG, 'virsh-domains', listLengths(BIG))
    expect(report.inventions).toEqual([])
    expect(report.tried).toBe(BIG.length)
    expect(report.read).toBeGreaterThan(0)
  })
})
