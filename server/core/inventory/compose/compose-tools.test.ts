import { describe, expect, it } from 'vitest'
import {
  aDomain,
  aNvidiaSmi,
  anAddress,
  anAmdDevice,
  anNvidiaGpu,
  aSysfsFunction,
} from '@/server/core/inventory/testing/tool-parts'
import type { ToolParts } from '@/server/core/inventory/tools/tool-facts'
import { asMib } from '@/server/core/units/mib'
import { composeHost } from './compose-host'

const GPU_A = '0000:17:00.0'
const GPU_B = '0000:65:00.0'
const MDEV = 'c73f1fa6-489e-4834-9476-d70dabd98c40'
const NO_MEMORY = { totalMib: null, reservedMib: null, usedMib: null, freeMib: null }
const VM = 'b674a0a2-c300-4dc6-8c9c-65df16da6d69'

describe('forms of nvidia-smi', () => {
  it('are one GPU each, the fullest believed, the others filling what it does not tell', () => {
    const host = composeHost({
      'nvidia-smi-q-x': aNvidiaSmi([anNvidiaGpu(GPU_A, { computeCapability: null })]),
      'nvidia-smi-query-gpu': aNvidiaSmi([
        anNvidiaGpu(GPU_A, { computeCapability: '9.0', vbiosVersion: '96.00' }),
      ]),
    })
    expect(host.gpus).toHaveLength(1)
    expect(host.gpus?.[0]).toMatchObject({ computeCapability: '9.0', index: 0 })
  })

  it('that name another driver than the loaded module contradict it', () => {
    const host = composeHost({
      'nvidia-smi-q-x': { ...aNvidiaSmi([anNvidiaGpu(GPU_A)]), driverVersion: '570.133.20' },
      'proc-driver-nvidia': {
        moduleVersion: '570.86.15',
        flavour: 'open',
        architecture: null,
        gccVersion: null,
        gpus: [],
      },
    })
    expect(host.driver).toMatchObject({ version: '570.133.20', moduleFlavour: 'open' })
    expect(host.contradictions).toContainEqual({
      code: 'valuesDiffer',
      fact: 'driver.version',
      values: [
        { tool: 'nvidia-smi-q-x', value: '570.133.20' },
        { tool: 'proc-driver-nvidia', value: '570.86.15' },
      ],
    })
  })

  it('that announce more GPUs than they show contradict themselves', () => {
    const host = composeHost({ 'nvidia-smi-q-x': { ...aNvidiaSmi([anNvidiaGpu(GPU_A)]), attachedGpus: 4 } })
    expect(host.contradictions.map(({ code }) => code)).toEqual(['gpuCountsDiffer'])
  })
})

describe('a host of which only hwloc or libvirt showed devices', () => {
  it('has unknown GPUs where they showed none: they show a selection', () => {
    const parts: ToolParts = { 'virsh-nodedev': { pci: [], mdevs: [] } }
    expect(composeHost(parts)).toMatchObject({ gpus: null, pciFunctions: null })
  })
})

describe('AMD’s entries', () => {
  it('at one address are one GPU and its partitions; an id without its leading zero is the same id', () => {
    const host = composeHost({
      'rocm-smi': {
        driverVersion: null,
        links: [],
        devices: [
          anAmdDevice('card0', { address: anAddress(GPU_A), uniqueId: '0x2f048617326b1ea' }),
          anAmdDevice('card1', { address: anAddress(GPU_B), computePartition: 'CPX' }),
          anAmdDevice('card2', { address: anAddress(GPU_B), computePartition: 'CPX', isPartition: true }),
        ],
      },
    })
    expect(host.gpus).toMatchObject([
      { pciAddress: GPU_A, vendor: 'amd', uniqueId: '02f048617326b1ea', partitionCount: 1 },
      { pciAddress: GPU_B, partitionCount: 2, computePartition: 'CPX' },
    ])
  })
})

describe('MIG', () => {
  it('counts the memory of a GPU instance once, however many compute instances share it', () => {
    const device = (index: number, computeInstanceId: number) => ({
      index,
      gpuInstanceId: 2,
      computeInstanceId,
      multiprocessors: 16,
      memory: { ...NO_MEMORY, totalMib: asMib(71_424) },
      bar1: NO_MEMORY,
      engines: { copy: null, encoder: null, decoder: null, opticalFlow: null, jpeg: null },
      sramUncorrected: null,
    })
    const host = composeHost({
      'nvidia-smi-q-x': aNvidiaSmi([anNvidiaGpu(GPU_A, { migDevices: [device(0, 0), device(1, 1)] })]),
      'nvidia-smi-mig-lgi': {
        instances: [
          {
            gpuIndex: 0,
            profileName: '3g.71gb',
            profileId: 9,
            gpuInstanceId: 2,
            startSlice: 4,
            sizeSlices: 4,
          },
        ],
      },
    })
    expect(host.gpus?.[0]?.gpuInstances).toMatchObject([
      {
        gpuInstanceId: 2,
        profileName: '3g.71gb',
        startSlice: 4,
        memoryTotalMib: 71_424,
        computeInstances: [{ computeInstanceId: 0 }, { computeInstanceId: 1 }],
      },
    ])
  })
})

describe('MIG profiles', () => {
  it('are unknown of a GPU that the listing leaves out for not being in MIG mode', () => {
    const profile = {
      gpuIndex: 0,
      profileId: 19,
      name: '1g.10gb',
      totalInstances: 7,
      freeInstances: 0,
      memoryGib: 9.75,
      hasP2p: false,
      multiprocessors: 16,
      decoders: 1,
      encoders: 0,
      copyEngines: 1,
      jpegEngines: 1,
      opticalFlowEngines: 0,
    }
    const host = composeHost({
      'nvidia-smi-q-x': aNvidiaSmi([anNvidiaGpu(GPU_A), anNvidiaGpu(GPU_B)]),
      'nvidia-smi-mig-lgip': { profiles: [profile] },
    })
    expect(host.gpus?.map((gpu) => gpu.migProfiles?.map(({ name }) => name) ?? null)).toEqual([
      ['1g.10gb'],
      null,
    ])
  })
})

describe('types of vGPUs', () => {
  const VF_A = anAddress('0000:17:00.4')
  const VF_B = anAddress('0000:17:00.5')
  const offer = (typeId: string, maxInstances: number | null, availableInstances: number) => ({
    typeId,
    name: null,
    deviceApi: null,
    availableInstances,
    framebufferMib: null,
    maxInstances,
    maxHeads: null,
    frameRateLimitFps: null,
    maxResolution: null,
    descriptionLines: null,
  })
  const countOffers = (changes: Partial<NonNullable<ToolParts['sysfs-mdev']>>) =>
    composeHost({
      'sysfs-pci': {
        functions: [
          aSysfsFunction(GPU_A, { sriovNumVfs: 2, sriovTotalVfs: 32 }),
          aSysfsFunction(VF_A),
          aSysfsFunction(VF_B),
        ],
      },
      'sysfs-mdev': { parents: [], instances: [], virtualFunctions: [], ...changes },
    }).gpus?.[0]?.vgpuTypes?.map(({ typeId, reading }) => [typeId, reading.availableInstances])

  it('that every virtual function offers are no more than the GPU has room for, and unknown without its limit', () => {
    const types = [offer('nvidia-568', 1, 1), offer('nvidia-558', 32, 1), offer('nvidia-1', null, 1)]
    expect(countOffers({ parents: [VF_A, VF_B].map((address) => ({ address, types })) })).toEqual([
      ['nvidia-568', 1],
      ['nvidia-558', 2],
      ['nvidia-1', null],
    ])
  })

  it('that run already leave the less of their limit', () => {
    const types = [offer('nvidia-568', 2, 1)]
    const instance = { uuid: MDEV, parent: VF_A, typeId: 'nvidia-568', isActive: true }
    const instances = [{ ...instance, isDefined: null, isAutostart: null }]
    const parents = [VF_A, VF_B].map((address) => ({ address, types }))
    expect(countOffers({ parents, instances })).toEqual([['nvidia-568', 1]])
  })

  it('that functions can create are counted while one function is left, and unknown with several', () => {
    const creatable = [{ typeId: '1157', name: 'NVIDIA L40S-48Q' }]
    const free = (address: typeof VF_A) => ({ address, currentTypeId: '0', creatable })
    expect(countOffers({ virtualFunctions: [free(VF_A)] })).toEqual([['1157', 1]])
    expect(countOffers({ virtualFunctions: [free(VF_A), free(VF_B)] })).toEqual([['1157', null]])
  })
})

describe('what already runs', () => {
  const gpus: ToolParts = {
    'sysfs-pci': {
      functions: [aSysfsFunction(GPU_A, { driver: 'vfio-pci' }), aSysfsFunction(GPU_B, { driver: 'nvidia' })],
    },
    'sysfs-mdev': {
      parents: [],
      instances: [
        {
          uuid: MDEV,
          parent: anAddress(GPU_B),
          typeId: 'nvidia-559',
          isActive: true,
          isDefined: null,
          isAutostart: null,
        },
      ],
      virtualFunctions: [],
    },
  }

  it('is a machine with the GPUs it holds, by passthrough and by mediated device', () => {
    const domain = aDomain('web-1', VM, { hostdevPci: [GPU_A], hostdevMdev: [MDEV] })
    const host = composeHost({
      ...gpus,
      'virsh-domains': { domains: [domain] },
      'virsh-list': { domains: [{ id: 1, name: 'web-1', state: 'running', uuid: null, title: null }] },
    })
    expect(host.occupants).toMatchObject([
      {
        key: `vm:${VM}`,
        kind: 'virtualMachine',
        state: 'running',
        isActive: true,
        devices: [
          { attach: 'pfVfio', address: GPU_A, gpuKey: GPU_A },
          { attach: 'mdev', mdevUuid: MDEV, gpuKey: GPU_B },
        ],
      },
    ])
  })

  it('is a vGPU by itself where no known machine holds it, and a machine whose state nobody told counts', () => {
    const host = composeHost({
      ...gpus,
      'virsh-domains': { domains: [aDomain('web-1', VM, { hostdevPci: [GPU_A] })] },
    })
    expect(host.occupants?.map(({ key, isActive }) => [key, isActive])).toEqual([
      [`vgpu:${MDEV}`, true],
      [`vm:${VM}`, null],
    ])
  })

  it('is unknown, not nothing, where no tool was asked', () => {
    expect(composeHost({ 'sysfs-pci': { functions: [] } }).occupants).toBeNull()
    expect(composeHost({ 'virsh-list': { domains: [] } }).occupants).toEqual([])
  })
})
