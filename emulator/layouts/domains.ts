import { deriveUuid } from '@/emulator/derive-id'
import type { DomainLayout } from '@/emulator/guest-layout'

const KIB_PER_GIB = 1024 * 1024

interface Domain {
  host: string
  name: string
  /** Null while it does not run. */
  id: number | null
  memoryGib: number
  node: number
  /** One for each vCPU. */
  cpus: number[]
  hostdevs?: string[]
  mdevs?: string[]
  project?: string
}

/** A machine with pinned CPUs and huge pages of one node, as they are set up for GPUs. */
export function describeDomain(domain: Domain): DomainLayout {
  const { host, name, id, memoryGib, cpus } = domain
  const [first = 0] = cpus
  return {
    name,
    uuid: deriveUuid(`${host}:domain:${name}`),
    nova: domain.project
      ? {
          name,
          flavor: `gpu.${cpus.length}c${memoryGib}g`,
          projectId: deriveUuid(`project:${domain.project}`).replaceAll('-', ''),
          projectName: domain.project,
        }
      : null,
    memoryMib: memoryGib * 1024,
    hugepages: { sizeKib: 1_048_576, nodes: [0] },
    isMemoryLocked: true,
    vcpus: cpus.length,
    vcpuPins: cpus.map((cpu) => [cpu]),
    emulatorPin: [first - 2, first - 1],
    iothreadPins: [[first - 1]],
    numaNodes: [domain.node],
    cpuTopology: { sockets: 1, dies: 1, cores: cpus.length / 2, threads: 2 },
    machine: 'pc-q35-9.0',
    loader: '/usr/share/OVMF/OVMF_CODE_4M.secboot.fd',
    hasSecureBoot: true,
    hostdevs: (domain.hostdevs ?? []).map((source, index) => ({
      source,
      guest: `0000:0${5 + index}:00.0`,
    })),
    mdevs: (domain.mdevs ?? []).map((uuid, index) => ({ uuid, guest: `0000:0${7 + index}:00.0` })),
    running:
      id === null
        ? null
        : {
            id,
            pid: 4100 + id * 317,
            threads: cpus.length + 7,
            residentKib: 412_332,
            // Everything a device may write to must stay where it is.
            lockedKib: memoryGib * KIB_PER_GIB,
            agent:
              id % 2 === 1
                ? {
                    osId: 'ubuntu',
                    osName: 'Ubuntu',
                    osVersion: '24.04.3 LTS (Noble Numbat)',
                    kernelRelease: '6.8.0-85-generic',
                    hostname: name,
                  }
                : null,
          },
  }
}
