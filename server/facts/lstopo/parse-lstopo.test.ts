import { describe, expect, it } from 'vitest'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'
import { readBitmap, readCpuBitmap } from './read-bitmap'

const CPUS = 'cpuset="0x0000000f" complete_cpuset="0x0000000f" allowed_cpuset="0x0000000f"'

function writeTopology(version: string, objects: string, rest = ''): string {
  const machine = `<object type="Machine" os_index="0" ${CPUS} nodeset="0x00000003">\n${objects}\n</object>`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<topology${version}>\n${machine}\n${rest}\n</topology>\n`
}

const V1 = ''
const V2 = ' version="2.0"'
const V3 = ' version="3.0"'

function writeNode(index: number, attributes: string, inside = ''): string {
  return `<object type="NUMANode" os_index="${index}" ${attributes}>${inside}</object>`
}

function read(text: string) {
  return takeFacts(parseText(text), 'lstopo')
}

describe('sets of CPUs as hwloc prints them', () => {
  it.each([
    ['0x0', ''],
    ['0x00000001', '0'],
    ['0x80000000', '31'],
    ['0x0000ffff,,0x0', '64-79'],
    ['0x00000303,0x03030000,,0x03030303', '0-1,8-9,16-17,24-25,80-81,88-89,96-97,104-105'],
  ])('reads %s', (text, list) => {
    expect(readCpuBitmap(text)).toBe(list)
  })

  it.each(['0xf...f', '0xf...f,0x0000ffff', '', 'ff', '0x1ffffffff', '0x1;0x2', `0x1${',0x0'.repeat(512)}`])(
    'takes %j for no set at all',
    (text) => {
      expect(readBitmap(text)).toBeNull()
      expect(readBitmap(undefined)).toBeNull()
    },
  )
})

describe('memory in lstopo', () => {
  it('gives CPUs that HBM and DRAM are near to the DRAM, and a device there its node', () => {
    const package0 = `<object type="Package" os_index="0" cpuset="0x3" nodeset="0x00000003">
      ${writeNode(0, 'cpuset="0x3" subtype="DRAM" local_memory="1073741824"')}
      ${writeNode(1, 'cpuset="0x3" subtype="HBM" local_memory="2147483648"')}
      <object type="Bridge" bridge_type="0-1" bridge_pci="0000:[00-01]">
        <object type="PCIDev" pci_busid="0000:01:00.0" pci_type="0302 [10de:2330] [10de:16c1] a1 00" pci_link_speed="63.015385"/>
      </object></object>`
    const { facts, issues } = read(writeTopology(V3, package0))
    expect(facts.numaNodes).toMatchObject([
      { osIndex: 0, memoryMib: 1024, cpus: '0-1', nearCpus: '0-1', subtype: 'DRAM' },
      { osIndex: 1, memoryMib: 2048, cpus: null, nearCpus: '0-1', subtype: 'HBM' },
    ])
    expect(facts.pciDevices).toMatchObject([
      { address: '0000:01:00.0', numaNode: 0, rootBus: 'pci0000:00', linkSpeedGBps: 63.015385 },
    ])
    expect(issues).toEqual([])
  })

  it('reads GPU memory with its GPU, a node without CPUs, and memory of no byte', () => {
    const pages = '<page_type size="4096" count="0"/><page_type size="2097152" count="0"/>'
    const nodes = [
      writeNode(0, 'cpuset="0xf"', pages),
      writeNode(2, 'cpuset="0x0" local_memory="102005473280" subtype="GPUMemory"', writePciBusId()),
      writeNode(3, 'cpuset="0x0"'),
    ]
    const { facts } = read(writeTopology(V2, nodes.join('\n')))
    expect(facts.numaNodes).toMatchObject([
      { osIndex: 0, memoryBytes: 0, cpus: '0-3', hugepages: [{ sizeKib: 2048, total: 0 }] },
      { osIndex: 2, memoryBytes: 102005473280, cpus: '', gpuAddress: '0009:01:00.0' },
      { osIndex: 3, memoryBytes: null, memoryMib: null, cpus: '' },
    ])
  })

  it('leaves CPUs open that two nodes of ordinary memory share, and skips a node that stands twice', () => {
    const nodes = [writeNode(0, 'cpuset="0xf"'), writeNode(1, 'cpuset="0xf"'), writeNode(1, 'cpuset="0x1"')]
    const { facts, issues } = read(writeTopology(V2, nodes.join('')))
    expect(facts.numaNodes.map((node) => [node.cpus, node.nearCpus])).toEqual([
      [null, '0-3'],
      [null, '0-3'],
    ])
    expect(issues.map((issue) => issue.code)).toEqual(['duplicate'])
  })
})

function writePciBusId(): string {
  return '<info name="PCIBusID" value="0009:01:00.0"/>'
}

function writeTable(depth: number, values: string): string {
  const latencies = values.split(' ').map((value) => `<latency value="${value}"/>`)
  return `<distances nbobjs="2" relative_depth="${depth}" latency_base="10.0">${latencies.join('')}</distances>`
}

describe('distances in lstopo', () => {
  const nodes = (inside = '') =>
    writeNode(8, 'cpuset="0x3"', inside) + writeNode(0, 'cpuset="0xc" nodeset="0x1"', inside)

  it('takes the table of hwloc 1 that stands at the depth of the nodes, in the order of the document', () => {
    const tables = writeTable(2, '1 8 8 1') + writeTable(1, '1.0 2.1 2.1 1.0')
    const { facts, issues } = read(writeTopology(V1, tables + nodes('<object type="Socket"/>')))
    expect(facts.packages).toBe(2)
    expect(facts.distances).toEqual([
      {
        from: 8,
        to: [
          { id: 8, distance: 10 },
          { id: 0, distance: 21 },
        ],
      },
      {
        from: 0,
        to: [
          { id: 8, distance: 21 },
          { id: 0, distance: 10 },
        ],
      },
    ])
    expect(issues).toEqual([])
  })

  it('takes none of several tables of which none is of nodes', () => {
    const tables = writeTable(2, '1 8 8 1') + writeTable(3, '1 9 9 1')
    const { facts, issues } = read(writeTopology(V1, tables + nodes()))
    expect(facts.distances).toEqual([])
    expect(issues.map((issue) => issue.code)).toEqual(['countMismatch'])
  })

  it('takes what the operating system measured and nobody else, by name or by kind', () => {
    const matrix = (attributes: string, value: number) =>
      `<distances2 type="NUMANode" nbobjs="2" indexing="os" ${attributes}><indexes length="4">0 8 </indexes>
      <u64values length="12">10 ${value} ${value} 10 </u64values></distances2>`
    const rest = matrix('kind="6" name="MyLatency"', 77) + matrix('kind="5"', 40)
    const { facts } = read(writeTopology(V2, nodes(), rest))
    expect(facts.distances[0]).toEqual({
      from: 0,
      to: [
        { id: 0, distance: 10 },
        { id: 8, distance: 40 },
      ],
    })
  })

  it.each([
    ['a value is missing', '0 8 ', '10 40 40 '],
    ['a value is no number', '0 8 ', '10 40 -1 10 '],
    ['an object is missing', '0 ', '10 40 40 10 '],
  ])('takes no matrix when %s', (_, indexes, values) => {
    const rest = `<distances2 type="NUMANode" nbobjs="2" kind="5" name="NUMALatency" indexing="os">
      <indexes length="4">${indexes}</indexes><u64values length="12">${values}</u64values></distances2>`
    const { facts, issues } = read(writeTopology(V2, nodes(), rest))
    expect(facts.distances).toEqual([])
    expect(issues.map((issue) => issue.code)).toEqual(['countMismatch'])
  })
})

function writeOsDevice(index: number, attributes: string, infos: Record<string, string> = {}): string {
  const inside = Object.entries(infos).map(([name, value]) => `<info name="${name}" value="${value}"/>`)
  return `<object type="OSDev" gp_index="${index}" ${attributes}>${inside.join('')}</object>`
}

function writePci(bus: string, inside: string, attributes = ''): string {
  const ids = 'pci_type="0302 [10de:2330] [0000:0000] a1"'
  return `<object type="PCIDev" gp_index="9${bus}" pci_busid="0000:${bus}:00.0" ${ids} ${attributes}>${inside}</object>`
}

describe('devices in lstopo', () => {
  it('reads links among GPUs and NVSwitches, whether the matrix is of one type or of several', () => {
    const devices =
      writePci('01', writeOsDevice(1, 'name="nvml0" osdev_type="4"')) +
      writePci('02', writeOsDevice(2, 'name="nvml1" osdev_type="4"')) +
      writePci('03', '', 'subtype="NVSwitch"')
    const rest = `<distances2 type="OSDev" nbobjs="2" kind="9" name="XGMIHops" indexing="gp">
        <indexes length="4">1 2 </indexes><u64values length="8">0 1 1 0 </u64values></distances2>
      <distances2hetero nbobjs="2" kind="25" name="NVLinkBandwidth">
        <indexes length="17">OSDev:1 PCIDev:903 </indexes><u64values length="20">0 25000 25000 0 </u64values>
      </distances2hetero>`
    const { facts } = read(writeTopology(V3, devices, rest))
    expect(facts.linkMatrices).toMatchObject([
      { name: 'XGMIHops', ends: [{ name: 'nvml0' }, { name: 'nvml1', address: '0000:02:00.0' }] },
      {
        name: 'NVLinkBandwidth',
        ends: [{ name: 'nvml0' }, { type: 'PCIDev', address: '0000:03:00.0' }],
        values: [
          [0, 25000],
          [25000, 0],
        ],
      },
    ])
    expect(facts.pciDevices[2]).toMatchObject({ subtype: 'NVSwitch', subsystemVendorId: null, gpu: null })
  })

  it('finds GPUs without a PCI device above them, and takes no processor of OpenCL for one', () => {
    const loose =
      writeOsDevice(1, 'name="cuda0" subtype="CUDA" osdev_type="12"', {
        GPUModel: 'NVIDIA GB10',
        CUDAGlobalMemorySize: '125550656KiB',
        CUDAMultiProcessors: '48',
      }) +
      writeOsDevice(2, 'name="opencl0d0" subtype="OpenCL" osdev_type="12"', { OpenCLDeviceType: 'CPU' }) +
      writeOsDevice(3, 'name="sda" osdev_type="1"')
    expect(read(writeTopology(V3, loose)).facts.looseGpus).toEqual([
      {
        name: 'cuda0',
        kind: 'gpu',
        kinds: ['gpu', 'coprocessor'],
        subtype: 'CUDA',
        model: 'NVIDIA GB10',
        uuid: null,
        serial: null,
        memoryMib: 122608,
        multiprocessors: 48,
      },
    ])
  })

  it('joins what several libraries tell of one GPU, and takes a serial number of zeros for none', () => {
    const os =
      writeOsDevice(1, 'name="opencl0d0" osdev_type="5"', {
        CoProcType: 'OpenCL',
        GPUModel: 'gfx90a',
        OpenCLGlobalMemorySize: '65536',
      }) +
      writeOsDevice(2, 'name="rsmi0" osdev_type="1"', {
        Backend: 'RSMI',
        GPUModel: 'AMD Instinct MI250X',
        AMDSerial: '0000',
        AMDUUID: '4c04714172e6268f',
      })
    const { facts } = read(writeTopology(V1, writePci('01', os)))
    expect(facts.pciDevices[0]?.gpu).toEqual({
      model: 'AMD Instinct MI250X',
      uuid: '4c04714172e6268f',
      serial: null,
      memoryMib: 64,
    })
  })

  it('notes an address and a type that nobody can read', () => {
    const objects =
      '<object type="PCIDev" pci_busid="zz" pci_type=""/><object type="PCIDev" pci_busid="0000:01:00.0"/>'
    const { facts, issues } = read(writeTopology(V2, objects))
    expect(facts.pciDevices).toMatchObject([{ address: '0000:01:00.0', classCode: null, numaNode: null }])
    expect(issues.map((issue) => issue.code)).toEqual(['unreadableValue', 'unreadableValue'])
  })
})

describe('lstopo as a document', () => {
  it('tells nothing where nothing stands', () => {
    const { facts } = read(
      '<!DOCTYPE topology SYSTEM "hwloc.dtd">\n<topology>\n<object type="Machine"/>\n</topology>\n',
    )
    expect(facts).toMatchObject({
      formatVersion: null,
      hostname: null,
      packages: null,
      cores: null,
      pus: null,
      unusableCpus: null,
      unusableNodes: null,
      numaNodes: [],
      distances: [],
      pciDevices: [],
    })
  })

  it.each([
    [
      'there is no machine',
      '<topology version="2.0">\n<info name="a" value="b"/>\n</topology>\n',
      'malformed',
    ],
    ['it is a synthetic description', '<root/>\n', 'unrecognised'],
    ['it brings entities', '<!DOCTYPE topology [<!ENTITY a "b">]>\n<topology/>\n', 'malformed'],
  ])('is refused when %s', (_, text, code) => {
    expect(takeRefusal(parseText(text, 'lstopo')).code).toBe(code)
  })
})
