import { describe, expect, test } from 'vitest'
import { aGpu, aHost } from '@/components/hosts/testing/host-facts'
import type { AllocationDto } from '@/server/contracts/allocation'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'
import {
  describeOccupancy,
  describeShare,
  groupOccupancy,
  isOccupancyTold,
  listOfGpu,
} from './occupancy-groups'

const at = new Date('2026-03-01T12:00:00Z')

function anAllocation(told: Partial<AllocationDto> = {}): AllocationDto {
  return {
    id: 'a',
    origin: 'foreign',
    kind: 'virtualMachine',
    name: 'vm1',
    title: null,
    guest: null,
    machineUuid: null,
    project: null,
    state: 'bound',
    vcpus: null,
    memoryMib: null,
    pinnedCpus: null,
    firstSeenAt: at,
    lastSeenAt: at,
    endedAt: null,
    areDevicesTold: true,
    devices: [],
    ...told,
  }
}

const aDevice = {
  gpu: { id: 'g1', address: '0000:18:00.0', model: null },
  attach: 'pfVfio' as const,
  address: null,
  mdevUuid: null,
  gpuInstanceId: null,
  computeInstanceId: null,
  usedMib: null,
}

const provenance = { ...aHost().provenance, occupants: ['virsh-list', 'sysfs-mdev'] as ToolId[] }
const processes = (told: [] | null) => {
  const gpu = aGpu({ key: 'g' })
  return { ...gpu, reading: { ...gpu.reading, processes: told } }
}

describe('what runs on a host', () => {
  test('is told apart from what nobody told, kind by kind', () => {
    const states = (facts: Parameters<typeof groupOccupancy>[1], items: AllocationDto[] = []) =>
      groupOccupancy(items, facts).map(({ state }) => state)
    expect(states(null)).toEqual(['unknown', 'unknown', 'unknown'])
    expect(states(aHost({ provenance, gpus: [] }))).toEqual(['none', 'none', 'none'])
    expect(states(aHost({ provenance, gpus: [processes(null)] }))).toEqual(['none', 'none', 'unknown'])
    expect(states(aHost({ gpus: [processes([])] }))).toEqual(['unknown', 'unknown', 'none'])
    // What was known before stays, whatever was told since.
    expect(states(aHost(), [anAllocation()])).toEqual(['some', 'unknown', 'unknown'])
    expect(isOccupancyTold(aHost({ provenance, gpus: [processes([])] }))).toBe(true)
    expect(isOccupancyTold(aHost({ provenance, gpus: [processes(null)] }))).toBe(false)
  })

  test('is summed up in one sentence with what is not known', () => {
    const items = [anAllocation(), anAllocation({ id: 'b' }), anAllocation({ id: 'c', kind: 'process' })]
    expect(describeOccupancy(groupOccupancy(items, aHost({ provenance })), 4)).toBe(
      '2 virtual machines and 1 GPU process hold capacity here. 4 ended before.',
    )
    expect(describeOccupancy(groupOccupancy([], null), 0)).toBe(
      'Nobody told which virtual machines, loose vGPUs and GPU processes there are.',
    )
    expect(describeOccupancy(groupOccupancy([], aHost({ provenance, gpus: [] })), 0)).toBe(
      'Nothing holds capacity here, as its tools tell.',
    )
  })

  test('is listed at the GPU that it holds, with the share', () => {
    const holder = anAllocation({ devices: [aDevice] })
    expect(
      listOfGpu([holder, anAllocation({ id: 'b', devices: [{ ...aDevice, gpu: null }] })], 'g1'),
    ).toEqual([holder])
    expect(describeShare(aDevice)).toBeNull()
    expect(describeShare({ ...aDevice, gpuInstanceId: 3, computeInstanceId: 0 })).toBe(
      'GPU instance 3, compute instance 0',
    )
  })
})
