import fc from 'fast-check'
import type { DomainLayout, GuestSoftware } from './guest-layout'

/** A virtual machine before it is known which CPUs, nodes and devices there are for it. */
export interface DomainPlan {
  name: string
  uuid: string
  isRunning: boolean
  hasNova: boolean
  memoryMib: number
  hasHugepages: boolean
  isMemoryLocked: boolean
  vcpus: number
  isPinned: boolean
  iothreads: number
  isBoundToNode: boolean
  hasLoader: boolean
  hasSecureBoot: boolean
  hasAgent: boolean
  residentKib: number
  deviceCount: number
}

export const arbitraryDomain: fc.Arbitrary<DomainPlan> = fc.record({
  name: fc.stringMatching(/^[a-z][a-z0-9._-]{2,24}$/),
  uuid: fc.uuid({ version: 4 }),
  isRunning: fc.boolean(),
  hasNova: fc.boolean(),
  memoryMib: fc.integer({ min: 1, max: 500_000 }),
  hasHugepages: fc.boolean(),
  isMemoryLocked: fc.boolean(),
  vcpus: fc.integer({ min: 1, max: 8 }),
  isPinned: fc.boolean(),
  iothreads: fc.integer({ min: 0, max: 2 }),
  isBoundToNode: fc.boolean(),
  hasLoader: fc.boolean(),
  hasSecureBoot: fc.boolean(),
  hasAgent: fc.boolean(),
  residentKib: fc.integer({ min: 0, max: 90_000_000 }),
  deviceCount: fc.integer({ min: 0, max: 3 }),
})

export interface Surroundings {
  cpus: number[]
  nodeIds: number[]
  /** Devices that nobody holds yet; those that are handed on leave the list. */
  hostdevs: string[]
  mdevs: string[]
}

export function describePlannedDomain(plan: DomainPlan, index: number, around: Surroundings): DomainLayout {
  const cpuAt = (nth: number) => around.cpus[(index + nth) % around.cpus.length] ?? 0
  const list = (first: number, last: number) =>
    [...new Set([cpuAt(first), cpuAt(last)])].toSorted((a, b) => a - b)
  const hostdevs = around.hostdevs.splice(0, plan.deviceCount)
  const mdevs = around.mdevs.splice(0, 1)
  return {
    name: `${plan.name}${index}`,
    uuid: plan.uuid,
    nova: plan.hasNova
      ? { name: plan.name, flavor: 'gpu.large', projectId: plan.uuid.replaceAll('-', ''), projectName: 'lab' }
      : null,
    memoryMib: plan.memoryMib,
    hugepages: plan.hasHugepages ? { sizeKib: 2048, nodes: [0] } : null,
    isMemoryLocked: plan.isMemoryLocked,
    vcpus: plan.vcpus,
    vcpuPins: plan.isPinned ? Array.from({ length: plan.vcpus }, (_, vcpu) => list(vcpu, vcpu + 1)) : [],
    emulatorPin: plan.isPinned ? list(0, 2) : null,
    iothreadPins: Array.from({ length: plan.iothreads }, (_, nth) => list(nth, nth)),
    numaNodes: plan.isBoundToNode ? around.nodeIds.slice(0, 1) : null,
    cpuTopology: { sockets: 1, dies: 1, cores: plan.vcpus, threads: 1 },
    machine: 'pc-q35-8.2',
    loader: plan.hasLoader ? '/usr/share/OVMF/OVMF_CODE_4M.fd' : null,
    hasSecureBoot: plan.hasLoader && plan.hasSecureBoot,
    hostdevs: hostdevs.map((source, nth) => ({ source, guest: `0000:0${nth + 4}:00.0` })),
    mdevs: mdevs.map((uuid) => ({ uuid, guest: '0000:08:00.0' })),
    running: plan.isRunning
      ? {
          id: index + 1,
          pid: 3000 + index,
          threads: plan.vcpus + 3,
          residentKib: plan.residentKib,
          lockedKib: hostdevs.length > 0 ? plan.memoryMib * 1024 : 0,
          agent: plan.hasAgent
            ? {
                osId: 'debian',
                osName: 'Debian GNU/Linux',
                osVersion: '13 (trixie)',
                kernelRelease: '6.12.48+deb13-amd64',
                hostname: plan.name,
              }
            : null,
        }
      : null,
  }
}

const version = fc.option(fc.constantFrom('1.17.8', '3.3.9', '12.8.1'), { nil: null })

export const arbitraryGuestSoftware: fc.Arbitrary<GuestSoftware> = fc.record({
  driverVersion: fc.constantFrom('570.172.08', '580.95.05'),
  cudaDriverVersion: fc.constantFrom('12.8', '13.0'),
  cudaToolkitVersion: version,
  containerToolkitVersion: version,
  dcgmVersion: version,
  qemuGuestAgentVersion: version,
  griddState: fc.constantFrom('active', 'inactive', 'failed'),
  licenses: fc.array(
    fc.record({
      gpu: fc.constantFrom('0000:07:00.0', '0000:08:00.0'),
      product: fc.constant('NVIDIA RTX Virtual Workstation'),
      status: fc.constantFrom('Licensed', 'Unlicensed (Restricted)'),
      expiry: fc.constantFrom('2026-12-31 9:0:0 GMT', 'Permanent', null),
    }),
    { maxLength: 1 },
  ),
})
