import { describe, expect, it } from 'vitest'
import { spreadLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { takeFacts } from '@/server/facts/testing/parse-text'
import { listSamples, parseSample, readSampleText } from '@/server/facts/testing/shared-samples'

const FORMAT = 'libvirt'

/** What mdevctl printed is in the same folder and has a reader of its own. */
const FILES = listSamples(FORMAT).filter((file) => file !== 'p100_mdevctl_list.txt')

const readCapabilities = (file: string) => takeFacts(parseSample(FORMAT, file), 'virsh-capabilities')
const readDomains = (file: string) => takeFacts(parseSample(FORMAT, file), 'virsh-domains')

function readDevice(file: string) {
  const { facts, issues } = takeFacts(parseSample(FORMAT, file), 'virsh-nodedev')
  expect([facts.pci.length, facts.mdevs.length]).toEqual([1, 0])
  const [device] = facts.pci
  if (!device) throw new Error('no PCI device')
  return { device, issues }
}

describe.skipIf(FILES.length === 0)('real libvirt output', () => {
  it('is told apart by content, every file of it', () => {
    const tools = FILES.map((file) => parseSample(FORMAT, file).tool)
    expect(tools).toEqual([
      ...Array.from({ length: 2 }, () => 'virsh-domains'),
      ...Array.from({ length: 6 }, () => 'virsh-nodedev'),
      'virsh-nodedev-list',
      'virsh-nodedev',
      ...Array.from({ length: 2 }, () => 'virsh-capabilities'),
    ])
  })

  it('reads a host of one cell with its CPU siblings', () => {
    const { facts, issues } = readCapabilities('virt-manager_cap_kvm-x86_64.xml')
    expect(issues).toEqual([])
    expect(facts).toMatchObject({
      hostUuid: 'c4271571-d892-4ec0-9034-ef2ebc38c943',
      architecture: 'x86_64',
      cpuModel: 'Skylake-Client-noTSX-IBRS',
      cpuVendor: 'Intel',
      microcodeVersion: 234,
      socketsPerCell: 1,
      diesPerSocket: 1,
      clustersPerDie: null,
      coresPerDie: 4,
      threadsPerCore: 2,
      pageSizesKib: [4, 2048, 1_048_576],
      hasIommu: true,
      distances: [{ from: 0, to: [{ id: 0, distance: 10 }] }],
      caches: [{ id: 0, level: 3, type: 'both', sizeKib: 8192, cpus: '0-7' }],
      securityModels: ['selinux', 'dac'],
    })
    expect(facts.cells).toHaveLength(1)
    expect(facts.cells[0]).toMatchObject({
      id: 0,
      memoryMib: 31_964,
      pages: [
        { sizeKib: 4, count: 8_182_927 },
        { sizeKib: 2048, count: 0 },
        { sizeKib: 1_048_576, count: 0 },
      ],
      cpus: '0-7',
    })
    expect(facts.cells[0]?.cpuTopology[6]).toEqual({
      id: 6,
      socketId: 0,
      dieId: 0,
      coreId: 2,
      siblings: '2,6',
    })
    expect(facts.guests).toHaveLength(9)
    expect(facts.guests.find((guest) => guest.architecture === 'x86_64')).toEqual({
      osType: 'hvm',
      architecture: 'x86_64',
      domainTypes: ['qemu', 'kvm'],
    })
    expect(facts.guests[0]).toEqual({ osType: 'hvm', architecture: 'armv6l', domainTypes: ['qemu'] })
  })

  it('leaves unknown what an old host does not tell, and keeps a topology that its cells do not bear out', () => {
    const { facts, issues } = readCapabilities('virt-manager_cap_test-qemu-with-kvm.xml')
    expect(issues).toEqual([])
    expect(facts).toMatchObject({
      hostUuid: null,
      architecture: 'x86_64',
      cpuModel: 'core2duo',
      cpuVendor: 'Intel',
      microcodeVersion: null,
      socketsPerCell: 7,
      diesPerSocket: null,
      coresPerDie: 5,
      threadsPerCore: 3,
      pageSizesKib: [],
      hasIommu: null,
      distances: [],
      caches: [],
      securityModels: ['qemuStacked'],
    })
    expect(facts.cells).toEqual([
      {
        id: 0,
        memoryMib: null,
        pages: [],
        cpus: '0-1',
        cpuTopology: [0, 1].map((id) => ({ id, socketId: null, dieId: null, coreId: null, siblings: null })),
      },
    ])
    expect(facts.guests[0]?.domainTypes).toEqual(['qemu', 'kvm'])
  })

  it('reads a GPU bound to vfio-pci that runs on half its lanes, and its group of two', () => {
    const { device, issues } = readDevice('rtx3060_vfio_nodedev_pci_0000_01_00_0.xml')
    expect(issues).toEqual([])
    expect(device).toEqual({
      name: 'pci_0000_01_00_0',
      path: '/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0',
      parent: 'pci_0000_00_01_0',
      parentAddress: '0000:00:01.0',
      address: '0000:01:00.0',
      addressBy: { name: '0000:01:00.0', path: '0000:01:00.0', numbers: '0000:01:00.0' },
      classCode: '0300',
      vendorId: '10de',
      deviceId: '2504',
      subsystemVendorId: null,
      subsystemDeviceId: null,
      driver: 'vfio-pci',
      vendorName: 'NVIDIA Corporation',
      productName: 'GA106 [GeForce RTX 3060 Lite Hash Rate]',
      numaNode: null,
      iommuGroup: 19,
      iommuGroupMembers: ['0000:01:00.0', '0000:01:00.1'],
      linkCapability: { speedGts: 16, width: 16 },
      linkStatus: { speedGts: 16, width: 8 },
      mdevTypes: [],
      virtualFunctions: null,
      maxVirtualFunctions: null,
      physicalFunction: null,
      vpd: null,
    })
  })

  it('gives no address to a device whose name and numbers contradict each other, and keeps all that they say', () => {
    const { device, issues } = readDevice('nova_nodedev_pci_0000_06_00_0.xml')
    expect(device).toMatchObject({
      name: 'pci_0000_06_00_0',
      path: '/sys/devices/pci0000:00/0000:00:06.0',
      parent: null,
      parentAddress: null,
      address: null,
      addressBy: { name: '0000:06:00.0', path: '0000:00:06.0', numbers: '0000:0a:01.5' },
      vendorId: '10de',
      deviceId: '0ffe',
      classCode: null,
      vendorName: 'Nvidia',
      productName: 'GRID M60-0B',
      driver: 'nvidia',
      numaNode: 8,
      linkStatus: null,
    })
    expect(device.mdevTypes).toMatchObject([
      { typeId: 'nvidia-11', name: 'GRID M60-0B', deviceApi: 'vfio-pci', availableInstances: 16 },
    ])
    expect(issues).toMatchObject([{ code: 'unreadableValue', line: 2 }])
  })

  it('reads a type without a name, and notes a path that names another function', () => {
    const { device, issues } = readDevice('nova_nodedev_pci_0000_06_00_1.xml')
    expect(device).toMatchObject({
      address: '0000:06:00.1',
      vendorId: '8086',
      deviceId: '591d',
      driver: 'i915',
    })
    expect(device.addressBy.path).toBe('0000:00:06.1')
    expect(device.mdevTypes).toMatchObject([
      { typeId: 'i915-GVTg_V5_8', name: null, deviceApi: 'vfio-pci', availableInstances: 2 },
    ])
    expect(issues).toHaveLength(1)
  })

  it('reads virtual functions with and without their maximum, a decimal bus and vital product data', () => {
    const { device } = readDevice('nova_nodedev_pci_0000_82_00_0.xml')
    expect(device).toMatchObject({
      address: '0000:82:00.0',
      parentAddress: '0000:80:03.0',
      classCode: '0200',
      driver: 'mlx5_core',
      numaNode: 1,
      iommuGroup: 65,
      iommuGroupMembers: ['0000:82:00.0'],
      linkCapability: { speedGts: 16, width: 8 },
      linkStatus: { speedGts: 8, width: 8 },
      maxVirtualFunctions: 8,
      vpd: {
        partNumber: 'MBF2H332A-AEEOT',
        serial: 'MT2113X00000',
        manufacturerId: 'foobar',
        changeLevel: 'B1',
        assetTag: 'fooasset',
      },
    })
    expect(device.vpd?.name).toMatch(/^BlueField-2 DPU 25GbE .* Tall Bracket$/)
    expect(device.virtualFunctions).toHaveLength(8)
    expect(device.virtualFunctions?.[5]).toBe('0000:82:01.0')

    const { device: old } = readDevice('nova_nodedev_pci_0000_04_00_3.xml')
    expect(old).toMatchObject({
      address: '0000:04:00.3',
      path: null,
      maxVirtualFunctions: null,
      driver: 'igb',
    })
    expect(old.virtualFunctions).toEqual(['0000:04:10.3', '0000:04:10.7', '0000:04:11.3', '0000:04:11.7'])
    expect([old.iommuGroup, old.iommuGroupMembers, old.numaNode]).toEqual([null, null, null])
  })

  it('reads a virtual function without a link, and the mediated types it offers', () => {
    const { device, issues } = readDevice('libvirt_nodedev_pci_0000_02_10_7_mdev_types.xml')
    expect(issues).toEqual([])
    expect(device).toMatchObject({
      address: '0000:02:10.7',
      parentAddress: '0000:00:04.0',
      productName: '82576 Virtual Function',
      numaNode: 0,
      iommuGroup: 31,
      iommuGroupMembers: ['0000:02:10.7'],
      linkCapability: { speedGts: 2.5, width: 4 },
      linkStatus: null,
    })
    expect(device.mdevTypes.map((type) => [type.typeId, type.name, type.availableInstances])).toEqual([
      ['foo1', 'bar1', 1],
      ['foo2', 'bar2', 2],
    ])
  })

  it('reads a mediated device with the UUID that only its name and path tell', () => {
    const file = 'nova_nodedev_mdev_4b20d080_1b54_4048_85b3_a6a62d165c01.xml'
    const { facts, issues } = takeFacts(parseSample(FORMAT, file), 'virsh-nodedev')
    expect(issues).toEqual([])
    expect(facts).toEqual({
      pci: [],
      mdevs: [
        {
          name: 'mdev_4b20d080_1b54_4048_85b3_a6a62d165c01',
          path: '/sys/devices/pci0000:00/0000:00:02.0/4b20d080-1b54-4048-85b3-a6a62d165c01',
          uuid: '4b20d080-1b54-4048-85b3-a6a62d165c01',
          parent: '0000:00:02.0',
          typeId: 'nvidia-11',
          driver: 'vfio_mdev',
          iommuGroup: 12,
        },
      ],
    })
  })

  it('takes names of mediated devices apart that end with their parent', () => {
    const { facts } = takeFacts(parseSample(FORMAT, 'p100_nodedev-list_cap-mdev.txt'), 'virsh-nodedev-list')
    expect(facts.names).toEqual([
      {
        name: 'mdev_3131f5fd_7c04_4a61_92c1_0c37f9547b6b_0000_3b_00_0',
        address: null,
        mdevUuid: '3131f5fd-7c04-4a61-92c1-0c37f9547b6b',
        mdevParent: '0000:3b:00.0',
      },
      {
        name: 'mdev_e55bf865_6983_4d53_967f_51e8a3bb0f57_0000_3b_00_0',
        address: null,
        mdevUuid: 'e55bf865-6983-4d53-967f-51e8a3bb0f57',
        mdevParent: '0000:3b:00.0',
      },
    ])
  })

  it('reads a domain with two mediated devices', () => {
    const { facts, issues } = readDomains('ceems_qemu_instance-00000001.xml')
    expect(issues).toEqual([])
    expect(facts.domains).toHaveLength(1)
    expect(facts.domains[0]).toMatchObject({
      name: 'instance-00000001',
      uuid: 'b674a0a2-c300-4dc6-8c9c-65df16da6d69',
      id: null,
      type: 'kvm',
      nova: {
        name: 'test-1',
        flavor: 'm1.tiny',
        extraSpecs: [],
        userId: '4181b7fa10f24d82b67d8e81459e56bb',
        userName: 'admin',
        projectId: '31bb87f73f304a3d8a29e193d3854f74',
        projectName: 'admin',
        creationTime: '2024-10-04 18:05:09',
      },
      memoryMib: 512,
      currentMemoryMib: 512,
      maxMemoryMib: null,
      hugepages: null,
      isMemoryLocked: null,
      vcpus: 1,
      vcpusCurrent: null,
      vcpuPlacement: 'static',
      cpuset: null,
      vcpuPins: [],
      emulatorPin: null,
      numatune: null,
      cpuMode: 'custom',
      cpuModel: 'Nehalem',
      cpuTopology: { sockets: 1, dies: 1, clusters: null, cores: 1, threads: 1 },
      architecture: 'x86_64',
      machine: 'pc-i440fx-6.2',
      firmware: null,
      loader: null,
      hasSecureBoot: null,
      emulator: '/usr/bin/qemu-system-x86_64',
      guestAgentChannel: null,
      videoModels: ['virtio'],
      hasQemuArguments: false,
      hostdevPci: [],
      hostdevMdev: [
        { uuid: 'c73f1fa6-489e-4834-9476-d70dabd98c40', guest: null, model: 'vfio-pci' },
        { uuid: '3b356d38-854e-48be-b376-00c72c7d119c', guest: null, model: 'vfio-pci' },
      ],
    })
  })

  it('reads a domain with two whole GPUs', () => {
    const { facts, issues } = readDomains('ceems_qemu_instance-00000002.xml')
    expect(issues).toEqual([])
    expect(facts.domains[0]).toMatchObject({
      name: 'instance-00000002',
      uuid: '57f2d45e-8ddf-4338-91df-62d0044ff1b5',
      nova: { name: 'test-2', flavor: 'm1.tiny' },
      hostdevMdev: [],
      hostdevPci: [
        { source: '0000:15:00.0', guest: null, driver: null, isManaged: true, isInterface: false },
        { source: '0000:83:00.0', guest: null, driver: null, isManaged: true, isInterface: false },
      ],
    })
  })

  it('tells nothing from a cut that the whole does not tell, in any of the files', () => {
    let tried = 0
    for (const file of FILES) {
      const text = readSampleText(FORMAT, file)
      const tool = parseSample(FORMAT, file).tool
      if (!tool) throw new Error(`${file} was not recognised`)
      const report = tryCuts(text, tool, spreadLengths(text, 60))
      expect([file, report.inventions]).toEqual([file, []])
      tried += report.tried
    }
    expect(FILES).toHaveLength(12)
    expect(tried).toBeGreaterThan(1_000)
  })
})
