import { describe, expect, it } from 'vitest'
import type { HwlocFacts } from '@/server/core/inventory/tools/hwloc-facts'
import { spreadLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { takeFacts } from '@/server/facts/testing/parse-text'
import { hasSamples, listSamples, parseSample, readSampleText } from '@/server/facts/testing/shared-samples'

const FORMAT = 'hwloc'

function readSample(file: string) {
  return takeFacts(parseSample(FORMAT, `${file}.xml`), 'lstopo')
}

function findDevice(facts: HwlocFacts, address: string) {
  const device = facts.pciDevices.find((one) => one.address === address)
  if (!device) throw new Error(`no ${address}`)
  return device
}

/** `0000:03:00.0@0 10de:1094`: address, nearest node, ids; of displays, 3D controllers and accelerators. */
function listGpus({ pciDevices }: HwlocFacts): string[] {
  return pciDevices
    .filter(({ classCode }) => classCode?.startsWith('03'))
    .map((one) => `${one.address}@${one.numaNode} ${one.vendorId}:${one.deviceId}`)
}

function listRows({ distances }: HwlocFacts): string[] {
  return distances.map(({ from, to }) => `${from}: ${to.map(({ distance }) => distance).join(' ')}`)
}

function listOsDevices(facts: HwlocFacts, subtype: string): string[] {
  return facts.pciDevices.flatMap((pci) =>
    pci.osDevices.filter((os) => os.subtype === subtype).map((os) => `${os.name} ${pci.address}`),
  )
}

/** As counted in the files: format, packages, cores, CPUs, NUMA nodes, PCI devices with bridges, product, kernel. */
const SHAPES: [
  string,
  string | null,
  number,
  number,
  number,
  number,
  number,
  string | null,
  string | null,
][] = [
  [
    'fluxsched_rsmi_corona240',
    null,
    2,
    48,
    96,
    2,
    62,
    'AS -4124GS-TNR-CGP-MT037',
    '4.18.0-348.12.2.3toss.t4.x86_64',
  ],
  ['hwloc_16intel64-manyVFs', '3.0', 2, 16, 16, 2, 31, null, null],
  ['hwloc_24em64t-2n6c2t-pci', '3.0', 2, 12, 24, 2, 15, 'ProLiant SL390s G7', '2.6.27.39-0.3-perfctr'],
  ['hwloc_32em64t-2n8c2t-pci-normalio', '3.0', 2, 16, 32, 2, 16, 'X9DRG-HF', '3.2.0-4-amd64'],
  ['hwloc_40intel64-2g2n4c+pcilocality', '3.0', 4, 40, 40, 4, 37, 'PowerEdge R910', null],
  [
    'hwloc_96em64t-4n4d3ca2co-pci',
    '3.0',
    16,
    96,
    96,
    4,
    26,
    'IBM 3850 M2 / x3950 M2 -[72336SG]-',
    '2.6.32-5-amd64',
  ],
  ['hwloc_irregulargroups-disallowed', '3.0', 8, 64, 64, 8, 17, 'UV2000', '3.0.80-0.7-default'],
  ['hwloc_memorysidecaches', '3.0', 2, 40, 80, 4, 0, 'PowerEdge R740', '5.3.0-rc7'],
  ['hwloc_nvidia-dgx-gb10', '3.0', 1, 20, 20, 1, 0, 'NVIDIA_DGX_Spark', '6.17.0-1014-nvidia'],
  ['hwloc_power8gpudistances', '3.0', 2, 8, 16, 2, 8, 'PowerNV 8335-GTB', '4.19.0-14-powerpc64le'],
  [
    'mpibind_coral-ea-hwloc1',
    null,
    2,
    20,
    160,
    2,
    22,
    'PowerNV 8335-GTB',
    '3.10.0-514.26.2.2chaos.ch6_1.ppc64le',
  ],
  [
    'mpibind_coral-lassen',
    '2.0',
    2,
    40,
    160,
    2,
    28,
    'PowerNV 8335-GTW',
    '4.14.0-115.10.1.1chaos.ch6a.ppc64le',
  ],
  ['mpibind_cts1-pascal', '2.0', 2, 36, 72, 2, 14, 'Relion X1904GT', '3.10.0-1127.0.0.1chaos.ch6.x86_64'],
  ['mpibind_epyc-corona', '2.0', 2, 48, 96, 8, 30, 'Altus XO1114GT', '3.10.0-1062.12.1.1chaos.ch6.x86_64'],
  [
    'mpibind_epyc-corona-hwloc1',
    null,
    2,
    48,
    96,
    8,
    30,
    'Altus XO1114GT',
    '3.10.0-1062.12.1.1chaos.ch6.x86_64',
  ],
  [
    'mpibind_epyc-corona-p2',
    '2.0',
    2,
    48,
    96,
    2,
    62,
    'AS -4124GS-TNR-CGP-MT037',
    '4.18.0-348.12.2.1toss.t4.x86_64',
  ],
]

describe.skipIf(!hasSamples(FORMAT))('real lstopo output', () => {
  it('has an expectation here for every sample there is', () => {
    expect(SHAPES.map(([file]) => `${file}.xml`).toSorted()).toEqual(listSamples(FORMAT))
    expect(SHAPES).toHaveLength(16)
  })

  it.each(SHAPES)(
    'counts what %s shows',
    (file, format, packages, cores, pus, nodes, pci, product, kernel) => {
      const { facts } = readSample(file)
      expect(facts).toMatchObject({
        formatVersion: format,
        packages,
        cores,
        pus,
        productName: product,
        kernelRelease: kernel,
        looseGpus: [],
      })
      expect(facts.numaNodes).toHaveLength(nodes)
      expect(facts.pciDevices).toHaveLength(pci)
    },
  )

  it('reads hwloc 1 on POWER8: nodes above packages, four P100 that no library saw', () => {
    const { facts, issues } = readSample('mpibind_coral-ea-hwloc1')
    expect(facts).toMatchObject({
      hwlocVersion: '1.11.2',
      hostname: 'rzmanta33',
      architecture: 'ppc64le',
      cpuModel: 'POWER8NVL (raw), altivec supported',
      productVendor: null,
      unusableCpus: '',
      unusableNodes: [],
    })
    expect(facts.numaNodes).toMatchObject([
      { osIndex: 0, memoryBytes: 137438953472, memoryMib: 131072, cpus: '0-79' },
      { osIndex: 1, memoryBytes: 137438953472, memoryMib: 131072, cpus: '80-159' },
    ])
    expect(listRows(facts)).toEqual(['0: 10 40', '1: 40 10'])
    expect(listGpus(facts)).toEqual([
      '0002:01:00.0@0 10de:15f9',
      '0003:01:00.0@0 10de:15f9',
      '0005:06:00.0@1 1a03:2000',
      '0006:01:00.0@1 10de:15f9',
      '0007:01:00.0@1 10de:15f9',
    ])
    expect(findDevice(facts, '0002:01:00.0')).toMatchObject({
      subsystemVendorId: '10de',
      subsystemDeviceId: '116b',
      revision: 'a1',
      linkSpeedGBps: null,
      parent: '0002:00:00.0',
      rootBus: null,
      bridge: null,
      gpu: null,
      osDevices: [
        { name: 'card1', kind: 'gpu', kinds: ['gpu'], subtype: null, uuid: null },
        { name: 'renderD128', kind: 'gpu' },
      ],
    })
    expect(issues).toEqual([])
  })

  it('reads hwloc 1 by hwloc 2, whose table of distances tells a depth too many', () => {
    const { facts, issues } = readSample('fluxsched_rsmi_corona240')
    expect(facts).toMatchObject({
      hwlocVersion: '2.7.0',
      hostname: 'corona240',
      productVendor: 'Supermicro',
      cpuModel: 'AMD EPYC 7402 24-Core Processor',
      architecture: 'x86_64',
    })
    expect(facts.numaNodes).toMatchObject([
      { osIndex: 0, memoryBytes: 134695043072, cpus: '0-23,48-71' },
      { osIndex: 1, memoryBytes: 135277989888, cpus: '24-47,72-95' },
    ])
    expect(facts.numaNodes[0]?.hugepages).toEqual([
      { sizeKib: 2048, total: 0 },
      { sizeKib: 1048576, total: 0 },
    ])
    expect(listRows(facts)).toEqual(['0: 10 32', '1: 32 10'])
    expect(listOsDevices(facts, 'RSMI')).toEqual([
      'rsmi2 0000:03:00.0',
      'rsmi3 0000:27:00.0',
      'rsmi1 0000:43:00.0',
      'rsmi0 0000:63:00.0',
      'rsmi6 0000:83:00.0',
      'rsmi7 0000:a3:00.0',
      'rsmi5 0000:c3:00.0',
      'rsmi4 0000:e3:00.0',
    ])
    expect(findDevice(facts, '0000:03:00.0')).toMatchObject({
      classCode: '0380',
      vendorId: '1002',
      deviceId: '66a1',
      subsystemDeviceId: '0834',
      revision: '02',
      linkSpeedGBps: 31,
      numaNode: 0,
      parent: '0000:02:00.0',
      // The driver cuts the first letters off.
      gpu: {
        model: 'deon Instinct MI50 32GB',
        uuid: 'fd6649217326b1e1',
        serial: '20220000400c',
        memoryMib: 32752,
      },
    })
    expect(findDevice(facts, '0000:e3:00.0').numaNode).toBe(1)
    expect(findDevice(facts, '0000:c4:00.0')).toMatchObject({ physicalSlot: '8', vendorId: '15b3' })
    expect(issues).toEqual([])
  })

  it.each(['mpibind_epyc-corona-hwloc1', 'mpibind_epyc-corona'])(
    'reads eight nodes of two sockets alike in both generations: %s',
    (file) => {
      const { facts } = readSample(file)
      expect(facts.hostname).toBe('corona145')
      expect(facts.numaNodes.map((node) => node.cpus)).toEqual([
        '0-5,48-53',
        '6-11,54-59',
        '12-17,60-65',
        '18-23,66-71',
        '24-29,72-77',
        '30-35,78-83',
        '36-41,84-89',
        '42-47,90-95',
      ])
      expect(facts.numaNodes.map((node) => node.memoryBytes)).toEqual([
        34243170304,
        ...Array.from({ length: 7 }, () => 34359214080),
      ])
      expect(listRows(facts)[0]).toBe('0: 10 16 16 16 32 32 32 32')
      expect(listRows(facts)[7]).toBe('7: 32 32 32 32 16 16 16 10')
      expect(listGpus(facts)).toEqual([
        '0000:05:00.0@0 1a03:2000',
        '0000:13:00.0@1 1002:66a1',
        '0000:23:00.0@2 1002:66a1',
        '0000:53:00.0@5 1002:66a1',
        '0000:73:00.0@7 1002:66a1',
      ])
    },
  )

  it('reads what OpenCL alone tells of a GPU, and leaves a disk of the machine out of its GPUs', () => {
    const { facts } = readSample('mpibind_epyc-corona')
    expect(findDevice(facts, '0000:23:00.0')).toMatchObject({
      linkSpeedGBps: 31.507692,
      gpu: { model: 'Vega 20', uuid: null, serial: null, memoryMib: 32752 },
      osDevices: [{ name: 'opencl0d1', kind: 'coprocessor', subtype: 'OpenCL', multiprocessors: 64 }],
    })
    expect(findDevice(facts, '0000:01:00.0').osDevices).toMatchObject([
      { name: 'nvme0n1', kind: 'storage', subtype: 'Disk', serial: 'SDM00002376B' },
    ])
    expect(facts.looseGpus).toEqual([])
  })

  it('reads eight MI50 whose numbers by rsmi are not their order on the bus', () => {
    const { facts } = readSample('mpibind_epyc-corona-p2')
    expect(listOsDevices(facts, 'RSMI').map((text) => text.split(' ')[0])).toEqual(
      [2, 3, 1, 0, 6, 7, 5, 4].map((number) => `rsmi${number}`),
    )
    // Model by RSMI, memory by OpenCL: this RSMI told none.
    expect(findDevice(facts, '0000:63:00.0').gpu).toEqual({
      model: 'deon Instinct MI50 32GB',
      uuid: '956a110172e620f5',
      serial: '20180008590c',
      memoryMib: 32752,
    })
    expect(listGpus(facts)).toHaveLength(9)
    expect(listGpus(facts)[4]).toBe('0000:65:00.0@0 1a03:2000')
  })

  it('reads POWER9: nodes 0 and 8, CPUs kept from the caller, four V100 with CUDA and NVML', () => {
    const { facts, issues } = readSample('mpibind_coral-lassen')
    expect(facts).toMatchObject({
      hwlocVersion: '2.2.0',
      hostname: 'lassen28',
      cpuModel: 'POWER9, altivec supported',
      unusableCpus: '0-7,88-95',
      unusableNodes: [],
    })
    expect(facts.numaNodes).toMatchObject([
      { osIndex: 0, memoryBytes: 137100066816, cpus: '8-87' },
      { osIndex: 8, memoryBytes: 137166913536, cpus: '96-175' },
    ])
    expect(facts.distances[0]).toEqual({
      from: 0,
      to: [
        { id: 0, distance: 10 },
        { id: 8, distance: 40 },
      ],
    })
    expect(listGpus(facts)).toEqual([
      '0002:02:00.0@0 1a03:2000',
      '0004:04:00.0@0 10de:1db1',
      '0004:05:00.0@0 10de:1db1',
      '0035:03:00.0@8 10de:1db1',
      '0035:04:00.0@8 10de:1db1',
    ])
    expect(findDevice(facts, '0035:04:00.0')).toMatchObject({
      name: 'NVIDIA Corporation GV100GL [Tesla V100 SXM2 16GB]',
      linkSpeedGBps: 15.753846,
      parent: '0035:02:05.0',
      gpu: {
        model: 'Tesla V100-SXM2-16GB',
        uuid: 'GPU-94d6ebb6-7f93-d19f-5b24-d8e69b74e4e7',
        serial: '0323817085357',
        memoryMib: 16128,
      },
      osDevices: [
        { name: 'cuda3', kind: 'coprocessor', subtype: 'CUDA', memoryMib: 16128, multiprocessors: 80 },
        { name: 'nvml3', kind: 'gpu', subtype: 'NVML', serial: '0323817085357' },
      ],
    })
    expect(findDevice(facts, '0035:00:00.0')).toMatchObject({
      parent: null,
      rootBus: 'pci0035:00',
      bridge: { secondaryBus: 0x01, subordinateBus: 0x09 },
    })
    expect(findDevice(facts, '0003:01:00.0').osDevices).toMatchObject([
      { name: 'hsi0', kind: 'network' },
      { name: 'mlx5_0', kind: 'openfabrics' },
    ])
    expect(issues).toEqual([])
  })

  it('reads two P100 below one switch, and the console of the management controller with its maker', () => {
    const { facts } = readSample('mpibind_cts1-pascal')
    expect(facts.numaNodes).toMatchObject([
      { osIndex: 0, memoryBytes: 134756204544, cpus: '0-17,36-53' },
      { osIndex: 1, memoryBytes: 135268511744, cpus: '18-35,54-71' },
    ])
    expect(listRows(facts)).toEqual(['0: 10 21', '1: 21 10'])
    expect(listGpus(facts)).toEqual([
      '0000:04:00.0@0 10de:15f8',
      '0000:07:00.0@0 10de:15f8',
      '0000:0b:00.0@0 1a03:2000',
    ])
    expect(findDevice(facts, '0000:07:00.0')).toMatchObject({
      parent: '0000:03:10.0',
      gpu: {
        model: 'Tesla P100-PCIE-16GB',
        uuid: 'GPU-fa7cef9c-220f-b6d7-1bb6-ea1e99d3ad0a',
        serial: '0323317108428',
        memoryMib: 16280,
      },
    })
    expect(findDevice(facts, '0000:03:10.0').parent).toBe('0000:02:00.0')
    expect(findDevice(facts, '0000:02:00.0').physicalSlot).toBe('1')
  })

  it('reads hwloc 3: kinds as bits, words left empty in CPU sets, NVLink between GPUs and processors', () => {
    const { facts, issues } = readSample('hwloc_power8gpudistances')
    expect(facts.hostname).toBe('drac-12.grenoble.grid5000.fr')
    expect(facts.numaNodes).toMatchObject([
      { osIndex: 0, memoryBytes: 68556816384, cpus: '0-1,8-9,16-17,24-25' },
      { osIndex: 1, memoryBytes: 68450713600, cpus: '80-81,88-89,96-97,104-105' },
    ])
    expect(facts.cpuKinds).toEqual([
      {
        cpus: '0-1,8-9,16-17,24-25,80-81,88-89,96-97,104-105',
        coreType: null,
        maxFrequencyMhz: 4023,
        linuxCapacity: null,
      },
    ])
    expect(listGpus(facts)).toEqual([
      '0002:01:00.0@0 10de:15f9',
      '0003:01:00.0@0 10de:15f9',
      '000a:01:00.0@1 10de:15f9',
      '000b:01:00.0@1 10de:15f9',
    ])
    expect(findDevice(facts, '000a:01:00.0')).toMatchObject({
      linkSpeedGBps: 15.753846,
      revision: 'a1',
      gpu: {
        model: 'Tesla P100-SXM2-16GB',
        uuid: 'GPU-ea919830-8251-6a30-e379-daeb01448779',
        serial: '0322716104229',
        memoryMib: 16280,
      },
      osDevices: [
        { name: 'cuda2', kind: 'gpu', kinds: ['gpu', 'coprocessor'], multiprocessors: 56 },
        { name: 'opencl0d2', subtype: 'OpenCL', multiprocessors: 56 },
        { name: 'nvml2', subtype: 'NVML' },
      ],
    })
    expect(facts.linkMatrices).toEqual([
      {
        name: 'NVLinkBandwidth',
        ends: [
          { type: 'OSDev', name: 'nvml0', address: '0002:01:00.0' },
          { type: 'OSDev', name: 'nvml1', address: '0003:01:00.0' },
          { type: 'OSDev', name: 'nvml2', address: '000a:01:00.0' },
          { type: 'OSDev', name: 'nvml3', address: '000b:01:00.0' },
          { type: 'Package', name: '0', address: null },
          { type: 'Package', name: '1', address: null },
        ],
        values: [
          [1000000, 40000, 0, 0, 40000, 0],
          [40000, 1000000, 0, 0, 40000, 0],
          [0, 0, 1000000, 40000, 0, 40000],
          [0, 0, 40000, 1000000, 0, 40000],
          [40000, 40000, 0, 0, 1000000, 0],
          [0, 0, 40000, 40000, 0, 1000000],
        ],
      },
    ])
    expect(issues).toEqual([])
  })

  it('reads GB10: one node, two kinds of core, and no GPU, since hwloc shows none', () => {
    const { facts } = readSample('hwloc_nvidia-dgx-gb10')
    expect(facts).toMatchObject({
      hostname: 'cfarm107',
      productVendor: 'NVIDIA',
      architecture: 'aarch64',
      cpuModel: null,
      distances: [],
      linkMatrices: [],
      unusableCpus: '',
    })
    expect(facts.numaNodes).toMatchObject([{ osIndex: 0, memoryBytes: 128520671232, cpus: '0-19' }])
    expect(facts.cpuKinds).toMatchObject([
      { cpus: '0-4,10-14', linuxCapacity: 718 },
      { cpus: '5-9,15-19', linuxCapacity: 997 },
    ])
  })

  it('reads CPUs and nodes that the caller may not use, and keeps the distances of all eight', () => {
    const { facts } = readSample('hwloc_irregulargroups-disallowed')
    expect(facts).toMatchObject({
      productVendor: 'SGI',
      unusableCpus: '16-63',
      unusableNodes: [2, 3, 4, 5, 6, 7],
    })
    expect(facts.numaNodes.map((node) => node.memoryBytes)).toEqual([
      33243172864,
      ...Array.from({ length: 7 }, () => 33269219328),
    ])
    expect(facts.numaNodes[7]?.cpus).toBe('56-63')
    expect(listRows(facts)).toEqual([
      '0: 10 50 65 65 65 65 65 65',
      '1: 50 10 65 65 65 65 65 65',
      '2: 65 65 10 50 65 65 65 79',
      '3: 65 65 50 10 65 65 65 79',
      '4: 65 65 65 65 10 65 65 65',
      '5: 65 65 65 65 65 10 50 79',
      '6: 65 65 65 65 65 50 10 79',
      '7: 65 65 79 79 65 79 79 10',
    ])
    expect(listGpus(facts)).toEqual([
      '0000:08:00.0@0 102b:0534',
      '0002:01:00.0@4 10de:11ba',
      '0004:01:00.0@7 10de:11ba',
    ])
    expect(findDevice(facts, '0000:08:00.0')).toMatchObject({
      subsystemVendorId: null,
      subsystemDeviceId: null,
      revision: '00',
      linkSpeedGBps: null,
    })
  })

  it('gives no node to devices that hang from a group of two packages', () => {
    const { facts } = readSample('hwloc_40intel64-2g2n4c+pcilocality')
    expect(facts.numaNodes.map((node) => node.osIndex)).toEqual([0, 2, 1, 3])
    expect(facts.numaNodes.map((node) => node.memoryBytes)).toEqual([
      137425154048, 137438953472, 137438953472, 137438953472,
    ])
    expect(new Set(facts.pciDevices.map((device) => device.numaNode))).toEqual(new Set([null]))
    expect(listRows(facts)).toEqual(['0: 10 20 20 20', '1: 20 10 20 20', '2: 20 20 10 20', '3: 20 20 20 10'])
    expect(findDevice(facts, '0000:43:00.0')).toMatchObject({ vendorId: '1077', linkSpeedGBps: 3.938462 })
  })

  it('reads sixteen packages of four nodes, each with its own devices', () => {
    const { facts } = readSample('hwloc_96em64t-4n4d3ca2co-pci')
    expect(facts.hostname).toBe('bertha')
    expect(facts.numaNodes).toMatchObject([
      { osIndex: 0, memoryBytes: 51269931008, cpus: '0-23' },
      { osIndex: 1, memoryBytes: 51271172096, cpus: '24-47' },
      { osIndex: 2, memoryBytes: 51271172096, cpus: '48-71' },
      { osIndex: 3, memoryBytes: 51271172096, cpus: '72-95' },
    ])
    expect(listGpus(facts)).toEqual(['0000:01:00.0@0 1002:515e'])
    const adapters = ['0000:02:00.0', '0000:32:00.0', '0000:62:00.0', '0000:92:00.0']
    expect(adapters.map((address) => findDevice(facts, address).numaNode)).toEqual([0, 1, 2, 3])
  })

  it('reads memory behind a cache of DRAM', () => {
    const { facts } = readSample('hwloc_memorysidecaches')
    expect(facts).toMatchObject({
      hwlocVersion: '3.0.0a1-git',
      hostname: 'leonide',
      cpuModel: 'Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz',
      pciDevices: [],
    })
    expect(facts.numaNodes.map((node) => [node.osIndex, node.memoryBytes])).toEqual([
      [0, 397816131584],
      [2, 399527772160],
      [1, 399527780352],
      [3, 399526719488],
    ])
    expect(facts.numaNodes.map((node) => node.memorySideCacheBytes)).toEqual(
      Array.from({ length: 4 }, () => 103079215104),
    )
    expect(facts.numaNodes[0]?.cpus).toMatch(/^0,4,8,12,.*,72,76$/)
    expect(listRows(facts)[0]).toBe('0: 10 21 11 21')
  })

  it('reads virtual functions of a network adapter, without any GPU or host name', () => {
    const { facts } = readSample('hwloc_16intel64-manyVFs')
    expect(facts).toMatchObject({ hostname: null, architecture: 'x86_64', distances: [] })
    expect(facts.numaNodes).toMatchObject([
      { osIndex: 0, memoryBytes: 68682809344, cpus: '0-7' },
      { osIndex: 1, memoryBytes: 68719476736, cpus: '8-15' },
    ])
    expect(listGpus(facts)).toEqual([])
    expect(facts.pciDevices.filter(({ deviceId }) => deviceId === '00cf')).toHaveLength(12)
    expect(findDevice(facts, '0000:88:00.0')).toMatchObject({
      numaNode: 1,
      name: 'Cisco Systems Inc VIC Ethernet NIC',
      osDevices: [
        { name: 'eth6', kind: 'network' },
        { name: 'usnic_2', kind: 'openfabrics', kinds: ['openfabrics', 'network'] },
      ],
    })
  })

  it('reads three Fermi, one near the first socket and two near the second', () => {
    const { facts } = readSample('hwloc_24em64t-2n6c2t-pci')
    expect(facts).toMatchObject({ hostname: 'mirage004', productVendor: 'HP' })
    expect(facts.numaNodes).toMatchObject([
      { memoryBytes: 19316633600, cpus: '0,2,4,6,8,10,12,14,16,18,20,22' },
      { memoryBytes: 19327348736, cpus: '1,3,5,7,9,11,13,15,17,19,21,23' },
    ])
    expect(listGpus(facts)).toEqual([
      '0000:06:00.0@0 10de:06d2',
      '0000:01:03.0@0 1002:515e',
      '0000:14:00.0@1 10de:06d2',
      '0000:11:00.0@1 10de:06d2',
    ])
    expect(findDevice(facts, '0000:14:00.0')).toMatchObject({
      subsystemVendorId: '00de',
      revision: 'a3',
      linkSpeedGBps: 4,
      gpu: null,
    })
  })

  it('keeps both devices of one address in a document somebody edited, and says so', () => {
    const { facts, issues } = readSample('hwloc_32em64t-2n8c2t-pci-normalio')
    expect(facts.numaNodes).toMatchObject([
      { memoryBytes: 34330173440, cpus: '0-7,16-23' },
      { memoryBytes: 34359738368, cpus: '8-15,24-31' },
    ])
    expect(listGpus(facts)).toEqual([
      '0000:03:00.0@0 10de:1094',
      '0000:05:03.0@0 102b:0532',
      '0000:83:00.0@1 10de:1094',
      '0000:84:00.0@1 10de:1094',
      '0000:84:00.1@1 1002:6798',
    ])
    expect(findDevice(facts, '0000:84:00.0')).toMatchObject({
      name: 'NVIDIA Corporation Tesla M2075 Dual-Slot Computing Processor Module',
      gpu: { model: 'Tesla K40m', uuid: null, serial: null, memoryMib: 11519 },
      osDevices: [{ name: 'cuda0', multiprocessors: 15 }, { name: 'card0' }],
    })
    expect(findDevice(facts, '0000:84:00.1').gpu).toMatchObject({
      model: 'AMD Radeon R9 200 / HD 7900 Series',
      memoryMib: 3015,
    })
    expect(facts.pciDevices.filter(({ address }) => address === '0000:04:00.0')).toHaveLength(2)
    expect(issues).toEqual([{ code: 'duplicate', line: 247, detail: '0000:04:00.0' }])
  })

  it('refuses every document that is cut off', () => {
    const files = listSamples(FORMAT)
    let tried = 0
    for (const file of files) {
      const text = readSampleText(FORMAT, file).trimEnd()
      const report = tryCuts(text, 'lstopo', spreadLengths(text, 20))
      expect(report).toMatchObject({ read: 0, inventions: [] })
      tried += report.tried
    }
    expect(files).toHaveLength(16)
    expect(tried).toBeGreaterThan(600)
  })
})
