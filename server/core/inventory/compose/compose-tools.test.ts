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
