import { describe, expect, it } from 'vitest'
import {
  aDmi,
  aDomain,
  aLspciFunction,
  aNvidiaSmi,
  anAddress,
  anNvidiaGpu,
  aSysfsFunction,
} from '@/server/core/inventory/testing/tool-parts'
import type { LscpuFacts } from '@/server/core/inventory/tools/cpu-facts'
import type { HwlocFacts } from '@/server/core/inventory/tools/hwloc-facts'
import type { LibvirtCapabilitiesFacts, LibvirtPciDevice } from '@/server/core/inventory/tools/libvirt-facts'
import type { ToolParts } from '@/server/core/inventory/tools/tool-facts'
import { formatCpuList, normaliseCpuList } from '@/server/core/units/cpu-list'
import { asMib } from '@/server/core/units/mib'
import { composeHost } from './compose-host'

/** Hosts on which nothing is wrong, and of which tools legitimately say different things. */

const GPU = '0000:41:00.0'
const VF = '0000:41:00.4'
const VM = 'b674a0a2-c300-4dc6-8c9c-65df16da6d69'

function anLscpu(changes: Partial<LscpuFacts>): LscpuFacts {
  return {
    architecture: 'x86_64',
    vendor: null,
    modelName: null,
    cpus: 8,
    onlineCpus: normaliseCpuList('0-7'),
    sockets: 2,
    coresPerSocket: 2,
    threadsPerCore: 2,
    numaNodeCount: null,
    numaNodes: [
      { id: 0, cpus: formatCpuList([0, 1, 2, 3]) },
      { id: 1, cpus: formatCpuList([4, 5, 6, 7]) },
    ],
    placements: [],
    hypervisorVendor: null,
    virtualizationType: null,
    ...changes,
  }
}

function aHwlocNode(osIndex: number, cpus: string): HwlocFacts['numaNodes'][number] {
  return {
    osIndex,
    memoryBytes: 2 ** 30,
    memoryMib: asMib(1_024),
    cpus: normaliseCpuList(cpus),
    nearCpus: null,
    subtype: null,
    gpuAddress: null,
    memorySideCacheBytes: null,
    hugepages: [],
  }
}

/** As lstopo shows a host of two sockets to a caller that may use the first two CPUs only. */
const CONFINED: HwlocFacts = {
  formatVersion: '2.0',
  hwlocVersion: null,
  hostname: null,
  productName: null,
  productVendor: null,
  productSerial: null,
  productUuid: null,
  cpuModel: null,
  architecture: 'x86_64',
  kernelRelease: null,
  packages: 1,
  cores: 1,
  pus: 2,
  unusableCpus: normaliseCpuList('2-7'),
  unusableNodes: [],
  cpuKinds: [],
  numaNodes: [aHwlocNode(0, '0-1'), aHwlocNode(1, '')],
  distances: [],
  pciDevices: [],
  looseGpus: [],
  linkMatrices: [],
}

describe('lstopo in a cgroup', () => {
  it('contradicts nobody with the CPUs and sockets that it is shown', () => {
    const host = composeHost({ lscpu: anLscpu({}), lstopo: CONFINED })
    expect(host.numaNodes?.map(({ cpus, kind }) => [cpus, kind])).toEqual([
      ['0-3', 'cpu'],
      ['4-7', 'cpu'],
    ])
    expect(host.cpu.sockets).toBe(2)
    expect(host.contradictions).toEqual([])
  })

  it('makes no node one of memory only by not being shown its CPUs', () => {
    expect(composeHost({ lstopo: CONFINED }).numaNodes?.map(({ cpus, kind }) => [cpus, kind])).toEqual([
      ['0-1', 'cpu'],
      [null, 'unknown'],
    ])
  })

  it('is a witness as long as it sees every CPU', () => {
    const seeing = { ...CONFINED, unusableCpus: normaliseCpuList('') }
    const facts = composeHost({ lscpu: anLscpu({}), lstopo: seeing }).contradictions.map(({ fact }) => fact)
    expect(facts).toEqual(['numaNodes[0].cpus', 'numaNodes[1].cpus', 'cpu.sockets'])
  })
})

describe('libvirt', () => {
  it('contradicts nobody with the one thread per core that it says of machines with uneven nodes', () => {
    const capabilities: LibvirtCapabilitiesFacts = {
      hostUuid: null,
      architecture: 'x86_64',
      cpuModel: null,
      cpuVendor: null,
      microcodeVersion: null,
      socketsPerCell: 1,
      diesPerSocket: 1,
      clustersPerDie: null,
      coresPerDie: 8,
      threadsPerCore: 1,
      pageSizesKib: [],
      hasIommu: null,
      cells: [],
      distances: [],
      caches: [],
      securityModels: [],
      guests: [],
    }
    const host = composeHost({ lscpu: anLscpu({}), 'virsh-capabilities': capabilities })
    expect(host.cpu.threadsPerCore).toBe(2)
    expect(host.contradictions).toEqual([])
  })

  it('tells the whole IOMMU group of a GPU though it was asked about the GPU alone', () => {
    const device: LibvirtPciDevice = {
      name: null,
      path: null,
      parent: null,
      parentAddress: null,
      address: anAddress(GPU),
      addressBy: { name: null, path: null, numbers: null },
      classCode: '0300',
      vendorId: '10de',
      deviceId: '2504',
      subsystemVendorId: null,
      subsystemDeviceId: null,
      driver: 'vfio-pci',
      vendorName: null,
      productName: null,
      numaNode: null,
      iommuGroup: 19,
      iommuGroupMembers: [anAddress('0000:41:00.1'), anAddress(GPU)],
      linkCapability: null,
      linkStatus: null,
      mdevTypes: [],
      virtualFunctions: null,
      maxVirtualFunctions: null,
      physicalFunction: null,
      vpd: null,
    }
    const host = composeHost({ 'virsh-nodedev': { pci: [device], mdevs: [] } })
    expect(host.gpus?.[0]?.iommuGroupMembers).toEqual([GPU, '0000:41:00.1'])
    expect(host.fabric.switchCount).toBeNull()
  })
})

describe('links', () => {
  const smi = aNvidiaSmi([
    anNvidiaGpu(GPU, {
      link: { currentGen: 4, maxGen: 4, deviceMaxGen: 4, hostMaxGen: 4, currentWidth: 8, maxWidth: 8 },
    }),
  ])

  it('of a slot with fewer lanes than the GPU are that wide for NVIDIA and wider for PCI, without contradiction', () => {
    const host = composeHost({
      'nvidia-smi-q-x': smi,
      'sysfs-pci': {
        functions: [aSysfsFunction(GPU, { maxLinkWidth: 16, currentLinkWidth: 8, driver: 'nvidia' })],
      },
    })
    expect(host.gpus?.[0]?.link).toMatchObject({ currentWidth: 8, maxWidth: 8 })
    expect(host.contradictions).toEqual([])
  })

  it('in a guest are as wide as the driver says; the kernel sees the hypervisor’s port', () => {
    const functions = [aSysfsFunction(GPU, { maxLinkWidth: 16, currentLinkWidth: 16, driver: 'nvidia' })]
    const lscpu = anLscpu({ hypervisorVendor: 'KVM' })
    const host = composeHost({ 'nvidia-smi-q-x': smi, 'sysfs-pci': { functions }, lscpu })
    expect(host.gpus?.[0]?.link.currentWidth).toBe(8)
    expect(host.contradictions).toEqual([])
  })
})

describe('a guest', () => {
  it.each(['KubeVirt', 'DigitalOcean', 'Tencent Cloud', 'OpenStack Foundation'])(
    'of %s is one by its DMI too',
    (systemVendor) => {
      const host = composeHost({
        dmi: aDmi({ systemVendor, productName: 'None' }),
        lscpu: anLscpu({ hypervisorVendor: 'KVM' }),
      })
      expect([host.machineKind, host.contradictions]).toEqual(['guest', []])
    },
  )
})

describe('virtual functions', () => {
  it('add no GPUs where lspci shows no registers, nor do functions of another device or of a bus of their own', () => {
    const functions = [GPU, VF, '0000:41:01.0', '0000:42:00.0'].map((address) => aLspciFunction(address))
    const host = composeHost({ lspci: { functions } })
    expect(host.gpus?.map((gpu) => [gpu.pciAddress, gpu.virtualFunctions])).toEqual([
      [GPU, [VF, '0000:41:01.0']],
      ['0000:42:00.0', []],
    ])
  })

  it('are told apart from GPUs that share a bus behind no port, as those of a guest do', () => {
    const functions = ['0000:00:05.0', '0000:00:06.0'].map((address) => aLspciFunction(address))
    expect(composeHost({ lspci: { functions } }).gpus).toHaveLength(2)
  })

  it('with a vGPU that a machine holds are occupied by that machine alone', () => {
    const parts: ToolParts = {
      'sysfs-pci': {
        functions: [aSysfsFunction(GPU, { sriovNumVfs: 1, sriovTotalVfs: 32 }), aSysfsFunction(VF)],
      },
      'sysfs-mdev': {
        parents: [],
        instances: [],
        virtualFunctions: [{ address: anAddress(VF), currentTypeId: '1157', creatable: null }],
      },
    }
    expect(composeHost(parts).occupants?.map(({ key }) => key)).toEqual([`vgpu:${VF}`])
    const domains = [aDomain('web-1', VM, { hostdevPci: [VF] })]
    const host = composeHost({ ...parts, 'virsh-domains': { domains } })
    expect(host.occupants?.map(({ key }) => key)).toEqual([`vm:${VM}`])
    expect(host.occupants?.[0]?.devices).toMatchObject([{ attach: 'vfVfio', address: VF, gpuKey: GPU }])
  })
})

describe('a host that shows more GPUs than any has', () => {
  it('has unknown GPUs, and says so', () => {
    const functions = Array.from({ length: 8_192 }, (_, index) =>
      aSysfsFunction(
        `0000:${(index >> 5).toString(16).padStart(2, '0')}:${(index & 31).toString(16).padStart(2, '0')}.1`,
        {
          iommuGroup: 1,
          driver: 'nvidia',
        },
      ),
    )
    const host = composeHost({ 'sysfs-pci': { functions } })
    expect(host.gpus).toBeNull()
    expect(host.contradictions).toEqual([
      { code: 'gpuCountsDiffer', fact: 'gpus', values: [{ tool: 'sysfs-pci', value: 8_192 }] },
    ])
  })
})
