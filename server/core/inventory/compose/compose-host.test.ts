import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  aDgxFunctionList,
  aDmi,
  aLspciFunction,
  aNvidiaSmi,
  anAddress,
  anNvidiaGpu,
  aSysfsFunction,
  aTopology,
} from '@/server/core/inventory/testing/tool-parts'
import type { ToolParts } from '@/server/core/inventory/tools/tool-facts'
import { normaliseCpuList } from '@/server/core/units/cpu-list'
import { asMib } from '@/server/core/units/mib'
import { composeHost } from './compose-host'

const GPU_A = '0000:17:00.0'
const GPU_B = '0000:65:00.0'

function composeGpus(parts: ToolParts) {
  return composeHost(parts).gpus ?? []
}

describe('a host that nobody looked at', () => {
  it('is unknown in every section, never empty or zero', () => {
    expect(composeHost({})).toMatchObject({
      schema: 'berth.host-facts/2',
      machineKind: 'unknown',
      numaNodes: null,
      pciFunctions: null,
      gpus: null,
      gpuLinks: null,
      driver: { flavour: 'unknown', version: null },
      occupants: null,
      networkAdapters: null,
      contradictions: [],
    })
  })
})

describe('GPUs', () => {
  it('are one row each, joined by address over all tools and ordered by it', () => {
    const host = composeHost({
      'nvidia-smi-q-x': aNvidiaSmi([anNvidiaGpu(GPU_B), anNvidiaGpu(GPU_A)]),
      lspci: { functions: [aLspciFunction(GPU_A, { iommuGroup: 26 }), aLspciFunction(GPU_B)] },
      'sysfs-pci': { functions: [aSysfsFunction(GPU_A, { numaNode: 1 }), aSysfsFunction(GPU_B)] },
      'nvidia-smi-topo-m': aTopology(2, 'NV18'),
    })
    expect(host.gpus).toHaveLength(2)
    expect(host.gpus?.[0]).toMatchObject({
      key: `GPU-${GPU_A}`,
      pciAddress: GPU_A,
      isProvisional: false,
      index: 1,
      numaNode: 1,
      iommuGroup: 26,
      sources: ['nvidia-smi-q-x', 'sysfs-pci', 'lspci', 'nvidia-smi-topo-m'],
    })
    expect(host.gpuLinks?.devices.map((device) => device.gpuKey)).toEqual([`GPU-${GPU_B}`, `GPU-${GPU_A}`])
  })

  it('are provisional where they are bound to vfio-pci and show no UUID', () => {
    const host = composeHost({ lspci: { functions: [aLspciFunction(GPU_A, { driver: 'vfio-pci' })] } })
    expect(host.gpus).toMatchObject([
      {
        key: GPU_A,
        uuid: null,
        isProvisional: true,
        kernelDriver: 'vfio-pci',
        vendor: 'nvidia',
        deviceId: '2330',
      },
    ])
    expect(host.driver.flavour).toBe('vfioOnly')
  })

  it('are not the consoles of management controllers and hypervisors, nor NVSwitches and audio', () => {
    const others = [
      { vendorId: '1a03', deviceId: '2000', classCode: '0300' },
      { vendorId: '102b', deviceId: '0536', classCode: '0300' },
      { vendorId: '1234', deviceId: '1111', classCode: '0300' },
      { vendorId: '1af4', deviceId: '1050', classCode: '0300' },
      { vendorId: '15ad', deviceId: '0405', classCode: '0300' },
      { vendorId: '1002', deviceId: '515e', classCode: '0300' },
      { vendorId: '10de', deviceId: '1af1', classCode: '0680' },
      { vendorId: '10de', deviceId: '228b', classCode: '0403' },
    ]
    const functions = others.map((ids, index) => aLspciFunction(`0000:0${index}:00.0`, ids))
    const host = composeHost({ lspci: { functions: [...functions, aLspciFunction(GPU_A)] } })
    expect(host.pciFunctions).toHaveLength(9)
    expect(host.gpus?.map((gpu) => gpu.pciAddress)).toEqual([GPU_A])
  })

  it('are known by name where lspci printed no ids', () => {
    const none = { vendorId: null, deviceId: null, classCode: null }
    const functions = [
      aLspciFunction('0008:01:00.0', {
        ...none,
        className: '3D controller',
        name: 'NVIDIA Corporation Device 2941',
      }),
      aLspciFunction('0005:07:00.0', {
        ...none,
        className: 'VGA compatible controller',
        name: 'ASPEED Technology, Inc.',
      }),
      aLspciFunction('0008:00:00.0', {
        ...none,
        className: 'PCI bridge',
        name: 'NVIDIA Corporation Device 22b1',
      }),
    ]
    expect(composeGpus({ lspci: { functions } }).map((gpu) => gpu.pciAddress)).toEqual(['0008:01:00.0'])
  })

  it('are not their own virtual functions, whether lspci or sysfs tells of them', () => {
    const sriov = { totalVfs: 16, numVfs: 2, vfOffset: 4, vfStride: 1 }
    const byLspci = [
      aLspciFunction(GPU_A, { sriov }),
      aLspciFunction('0000:17:00.4'),
      aLspciFunction('0000:17:00.5'),
    ]
    const bySysfs = [
      aSysfsFunction(GPU_A, { sriovNumVfs: 2, sriovTotalVfs: 16 }),
      aSysfsFunction('0000:17:00.4'),
      aSysfsFunction('0000:17:00.5'),
    ]
    expect(composeGpus({ lspci: { functions: byLspci } })).toHaveLength(1)
    const host = composeHost({ 'sysfs-pci': { functions: bySysfs } })
    expect(host.gpus).toHaveLength(1)
    expect(host.pciFunctions?.map((fn) => fn.physicalFunction)).toEqual([null, GPU_A, GPU_A])
  })

  it('keep a key of their own when a masked file gives two of them one UUID', () => {
    const uuid = 'GPU-12345678-aaaa-bbbb-cccc-0123456789ab'
    const host = composeHost({
      'nvidia-smi-q-x': aNvidiaSmi([anNvidiaGpu(GPU_A, { uuid }), anNvidiaGpu(GPU_B, { uuid })]),
    })
    expect(host.gpus?.map((gpu) => gpu.key)).toEqual([GPU_A, GPU_B])
    expect(host.contradictions.map(({ code }) => code)).toEqual(['duplicateUuid'])
  })

  it('have neither UUID nor serial where zeros mask them', () => {
    const masked = { uuid: 'GPU-00000000-0000-0000-0000-000000000000', serial: '0000000000000' }
    const host = composeHost({ 'nvidia-smi-q-x': aNvidiaSmi([anNvidiaGpu(GPU_A, masked)]) })
    expect(host.gpus).toMatchObject([{ uuid: null, serial: null, key: GPU_A, isProvisional: true }])
  })

  it('that hang on the nvidia driver and are missing from nvidia-smi are a contradiction', () => {
    const host = composeHost({
      'nvidia-smi-q-x': aNvidiaSmi([anNvidiaGpu(GPU_A)]),
      'sysfs-pci': {
        functions: [aSysfsFunction(GPU_A, { driver: 'nvidia' }), aSysfsFunction(GPU_B, { driver: 'nvidia' })],
      },
    })
    expect(host.gpus).toHaveLength(2)
    expect(host.contradictions).toEqual([
      {
        code: 'gpuCountsDiffer',
        fact: 'gpus',
        values: [
          { tool: 'nvidia-smi-q-x', value: 1 },
          { tool: 'sysfs-pci', value: 2 },
        ],
      },
    ])
  })
})

describe('links', () => {
  const port = '0000:16:01.0'
  const parts: ToolParts = {
    'nvidia-smi-q-x': aNvidiaSmi([
      anNvidiaGpu(GPU_A, {
        link: { currentGen: 1, maxGen: 4, deviceMaxGen: 5, hostMaxGen: 4, currentWidth: 8, maxWidth: 16 },
      }),
    ]),
    'sysfs-pci': {
      functions: [
        aSysfsFunction(port, { classCode: '0604', maxLinkSpeedGts: 16, maxLinkWidth: 8 }),
        aSysfsFunction(GPU_A, { parent: anAddress(port), maxLinkWidth: 16, currentLinkWidth: 8 }),
      ],
    },
  }

  it('are expected to be no better than the port above allows', () => {
    expect(composeGpus(parts)[0]?.link).toEqual({
      maxGen: 4,
      deviceMaxGen: 5,
      hostMaxGen: 4,
      currentWidth: 8,
      maxWidth: 16,
      upstreamMaxGen: 4,
      upstreamMaxWidth: 8,
      expectedGen: 4,
      expectedWidth: 8,
    })
  })

  it('are not judged inside a guest, where the ports are the hypervisor’s inventions', () => {
    const lscpu = { ...A_CPU, hypervisorVendor: 'KVM' }
    expect(composeGpus({ ...parts, lscpu })[0]?.link).toMatchObject({
      expectedGen: null,
      expectedWidth: null,
    })
  })

  it('find the port above by lspci’s bus numbers where sysfs is missing', () => {
    const bridge = aLspciFunction(port, {
      classCode: '0604',
      bridge: { secondaryBus: 0x17, subordinateBus: 0x17 },
    })
    const host = composeHost({ lspci: { functions: [bridge, aLspciFunction(GPU_A)] } })
    expect(host.pciFunctions?.map((fn) => fn.parent)).toEqual([null, port])
  })

  it('report SYS between GPUs of one NUMA node as a contradiction, once', () => {
    const host = composeHost({ 'nvidia-smi-topo-m': aTopology(4, 'SYS') })
    expect(host.contradictions).toEqual([
      {
        code: 'linkContradictsNuma',
        fact: 'gpuLinks[GPU0][GPU1]',
        values: [
          { tool: 'nvidia-smi-topo-m', value: 'SYS' },
          { tool: 'nvidia-smi-topo-m', value: 'both on node 0' },
        ],
      },
    ])
  })

  it('name no GPU when the topology counts other GPUs than nvidia-smi', () => {
    const host = composeHost({
      'nvidia-smi-q-x': aNvidiaSmi([anNvidiaGpu(GPU_A)]),
      'nvidia-smi-topo-m': aTopology(2, 'NV4'),
    })
    expect(host.gpuLinks?.devices.map((device) => device.gpuKey)).toEqual([null, null])
    expect(host.contradictions.map(({ code }) => code)).toEqual(['gpuCountsDiffer'])
  })
})

const A_CPU = {
  architecture: 'x86_64',
  vendor: 'GenuineIntel',
  modelName: 'Intel(R) Xeon(R) Platinum 8480C',
  cpus: 4,
  onlineCpus: normaliseCpuList('0-3'),
  sockets: 1,
  coresPerSocket: 2,
  threadsPerCore: 2,
  numaNodeCount: null,
  numaNodes: [],
  placements: [],
  hypervisorVendor: null,
  virtualizationType: null,
}

function aNumactlNode(id: number, cpus: string, sizeMib: number) {
  return { id, cpus: normaliseCpuList(cpus), sizeMib: asMib(sizeMib), freeMib: null }
}

describe('NUMA nodes', () => {
  it('are of CPUs, memory only, GPU memory or unknown', () => {
    const host = composeHost({
      numactl: {
        nodes: [
          aNumactlNode(0, '0-71', 480_000),
          aNumactlNode(2, '', 64_000),
          aNumactlNode(4, '', 96_000),
          aNumactlNode(5, '', 0),
        ],
        distances: [],
      },
      'nvidia-smi-topo-m': aTopology(1, 'X', 4),
    })
    expect(host.numaNodes?.map(({ id, kind }) => [id, kind])).toEqual([
      [0, 'cpu'],
      [2, 'memoryOnly'],
      [4, 'gpuMemory'],
      [5, 'unknown'],
    ])
  })

  it('take -1 for the only node there is, and for unknown among several', () => {
    const sysfs = { functions: [aSysfsFunction(GPU_A, { numaNode: -1 })] }
    const one = composeGpus({
      'sysfs-pci': sysfs,
      numactl: { nodes: [aNumactlNode(0, '0-3', 1)], distances: [] },
    })
    const two = composeGpus({
      'sysfs-pci': sysfs,
      numactl: { nodes: [aNumactlNode(0, '0-1', 1), aNumactlNode(1, '2-3', 1)], distances: [] },
    })
    const none = composeGpus({ 'sysfs-pci': sysfs })
    expect([one, two, none].map((gpus) => gpus.map((gpu) => gpu.numaNode))).toEqual([[0], [null], [null]])
  })

  it('name both tools where they disagree about CPUs, and believe sysfs', () => {
    const cpus = normaliseCpuList('0-3')
    const host = composeHost({
      'sysfs-node': {
        nodes: [{ id: 0, cpus, memoryTotalMib: null, memoryFreeMib: null, hugepages: [] }],
        distances: [],
      },
      numactl: { nodes: [aNumactlNode(0, '0-1', 1)], distances: [] },
    })
    expect(host.numaNodes?.[0]?.cpus).toBe('0-3')
    expect(host.contradictions).toMatchObject([
      {
        code: 'valuesDiffer',
        fact: 'numaNodes[0].cpus',
        values: [{ tool: 'sysfs-node' }, { tool: 'numactl' }],
      },
    ])
  })
})

describe('the kind of machine', () => {
  const dell = aDmi({ productName: 'PowerEdge XE9680', systemVendor: 'Dell Inc.' })

  it.each<[string, ToolParts, string]>([
    ['no sign of a hypervisor on x86', { lscpu: A_CPU }, 'physical'],
    ['no sign on Arm, where none need be seen', { lscpu: { ...A_CPU, architecture: 'aarch64' } }, 'unknown'],
    ['a hypervisor seen by the CPU', { lscpu: { ...A_CPU, hypervisorVendor: 'KVM' } }, 'guest'],
    [
      'Xen, which its own host sees as well',
      { lscpu: { ...A_CPU, hypervisorVendor: 'Xen' }, dmi: dell },
      'physical',
    ],
    ['a maker’s name', { dmi: dell }, 'physical'],
    [
      'a hypervisor’s product',
      { dmi: { ...dell, systemVendor: 'QEMU', productName: 'Standard PC (Q35)' } },
      'guest',
    ],
    [
      'a GPU handed through',
      { 'nvidia-smi-q-x': aNvidiaSmi([anNvidiaGpu(GPU_A, { virtualizationMode: 'Pass-Through' })]) },
      'guest',
    ],
    [
      'QEMU’s bridges',
      { lspci: { functions: [aLspciFunction('0000:00:02.0', { vendorId: '1b36' })] } },
      'guest',
    ],
  ])('with %s', (_, parts, kind) => {
    expect(composeHost(parts).machineKind).toBe(kind)
  })

  it('is guest, with a contradiction, when only one tool sees the hypervisor', () => {
    const host = composeHost({ lscpu: { ...A_CPU, hypervisorVendor: 'KVM' }, dmi: dell })
    expect(host.machineKind).toBe('guest')
    expect(host.contradictions).toMatchObject([{ code: 'valuesDiffer', fact: 'machineKind' }])
  })
})

describe('the driver’s flavour', () => {
  it.each<[string, ToolParts, string]>([
    [
      'the vGPU manager',
      { 'nvidia-smi-q-x': aNvidiaSmi([anNvidiaGpu(GPU_A, { hostVgpuMode: 'SR-IOV' })]) },
      'vgpuManager',
    ],
    ['the data-centre driver', { 'nvidia-smi-q-x': aNvidiaSmi([anNvidiaGpu(GPU_A)]) }, 'datacenter'],
    [
      'a vGPU guest’s',
      { 'nvidia-smi-q-x': aNvidiaSmi([anNvidiaGpu(GPU_A, { virtualizationMode: 'VGPU' })]) },
      'unknown',
    ],
    ['no GPU', { lspci: { functions: [] } }, 'none'],
    ['a GPU whose driver lspci did not print', { lspci: { functions: [aLspciFunction(GPU_A)] } }, 'unknown'],
    ['a GPU that nothing is bound to', { 'sysfs-pci': { functions: [aSysfsFunction(GPU_A)] } }, 'none'],
  ])('is right for %s', (_, parts, flavour) => {
    expect(composeHost(parts).driver.flavour).toBe(flavour)
  })
})

describe('composing', () => {
  it('gives the same facts whatever order the parts and functions came in', () => {
    const functions = aDgxFunctionList()
    fc.assert(
      fc.property(fc.shuffledSubarray(functions, { minLength: functions.length }), (shuffled) => {
        const host = composeHost({ lspci: { functions: shuffled } })
        expect(host).toEqual(composeHost({ lspci: { functions } }))
        expect(host.gpus).toHaveLength(8)
      }),
      { numRuns: 30 },
    )
  })

  it('names for each section the tools it came from', () => {
    const host = composeHost({ lscpu: A_CPU, lspci: { functions: [] } })
    expect(host.provenance).toMatchObject({
      cpu: ['lscpu'],
      gpus: ['lspci'],
      gpuLinks: [],
      system: ['lscpu'],
    })
  })
})
