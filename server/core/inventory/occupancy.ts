import type { CpuList } from '@/server/core/units/cpu-list'
import type { Mib } from '@/server/core/units/mib'
import type { PciAddress } from '@/server/core/units/pci-address'
import type { HostFacts } from './host-facts'
import type { HostGpu } from './host-gpu'
import type { HostOccupant, OccupiedDevice } from './host-occupant'

/** What holds capacity of a host now without having asked Berth: it becomes an allocation of origin `foreign`. */
export interface Occupancy {
  /** Lasts as long as the thing itself: `vm:<uuid>`, `vgpu:<mdev>`, `process:<pid>:<name>`. */
  key: string
  kind: 'virtualMachine' | 'vgpu' | 'process'
  name: string | null
  title: string | null
  uuid: string | null
  project: string | null
  vcpus: number | null
  memoryMib: Mib | null
  pinnedCpus: CpuList | null
  /** Null: not told this time, so what was known stays. */
  devices: OccupancyDevice[] | null
}

export interface OccupancyDevice {
  attach: OccupiedDevice['attach'] | 'hostProcess'
  /** The function or, for a process, the GPU it runs on. */
  address: PciAddress | null
  /** The address of the GPU that this is or is a part of; null for other devices. */
  gpuAddress: PciAddress | null
  mdevUuid: string | null
  gpuInstanceId: number | null
  computeInstanceId: number | null
  usedMib: Mib | null
}

/**
 * Everything that occupies a host, by key. `machines` and `processes` are null where nobody told, so that what was
 * known before stays. A guest occupies nothing of the estate by itself: its host reports it.
 */
export function listOccupancy(facts: HostFacts): {
  machines: Occupancy[] | null
  processes: Occupancy[] | null
  /** GPUs that did not list their processes: what ran on them may run still. */
  silentGpus: PciAddress[]
} {
  if (facts.machineKind === 'guest') return { machines: null, processes: null, silentGpus: [] }
  const gpus = facts.gpus ?? []
  const machines = facts.occupants
    ?.filter((occupant) => occupant.isActive !== false)
    .map((occupant) => describeMachine(occupant, gpus))
  const told = gpus.filter((gpu) => gpu.reading.processes !== null)
  return {
    machines: machines ? joinByKey(machines) : null,
    processes: told.length > 0 ? listProcesses(facts.occupants ?? [], told) : null,
    silentGpus: gpus.filter((gpu) => gpu.reading.processes === null).flatMap((gpu) => gpu.pciAddress ?? []),
  }
}

/** Two definitions under one UUID are one machine that holds what both name: never less than is held. */
function joinByKey(machines: readonly Occupancy[]): Occupancy[] {
  const byKey = new Map<string, Occupancy>()
  for (const machine of machines) {
    const known = byKey.get(machine.key)
    const devices =
      known?.devices && machine.devices ? [...known.devices, ...machine.devices] : machine.devices
    byKey.set(machine.key, known ? { ...known, devices: devices ?? known.devices } : machine)
  }
  return [...byKey.values()]
}

function describeMachine(occupant: HostOccupant, gpus: readonly HostGpu[]): Occupancy {
  const { key, kind, name, title, uuid, project, vcpus, memoryMib, pinnedCpus } = occupant
  const addressOf = new Map(gpus.map((gpu) => [gpu.key, gpu.pciAddress]))
  return {
    key,
    kind,
    name,
    title,
    uuid,
    project,
    vcpus,
    memoryMib,
    pinnedCpus,
    devices:
      occupant.devices?.map(({ attach, address, mdevUuid, gpuKey }) => ({
        attach,
        address,
        gpuAddress: (gpuKey !== null && addressOf.get(gpuKey)) || null,
        mdevUuid,
        gpuInstanceId: null,
        computeInstanceId: null,
        usedMib: null,
      })) ?? null,
  }
}

/** Processes by pid and name over all GPUs, since a pid comes round again; those of virtual machines left out. */
function listProcesses(occupants: readonly HostOccupant[], gpus: readonly HostGpu[]): Occupancy[] {
  const machinePids = new Set(occupants.map((occupant) => occupant.reading.pid))
  const processes = new Map<string, Occupancy & { devices: OccupancyDevice[] }>()
  for (const gpu of gpus) {
    for (const { pid, name, usedMib, gpuInstanceId, computeInstanceId } of gpu.reading.processes ?? []) {
      if (pid === null || machinePids.has(pid)) continue
      const key = `process:${pid}:${name ?? ''}`.slice(0, 300)
      const known = processes.get(key) ?? { ...NOTHING_TOLD, key, name, devices: [] }
      known.devices.push({
        attach: 'hostProcess',
        address: gpu.pciAddress,
        gpuAddress: gpu.pciAddress,
        mdevUuid: null,
        gpuInstanceId,
        computeInstanceId,
        usedMib,
      })
      processes.set(key, known)
    }
  }
  return [...processes.values()]
}

const NOTHING_TOLD = {
  kind: 'process',
  title: null,
  uuid: null,
  project: null,
  vcpus: null,
  memoryMib: null,
  pinnedCpus: null,
} as const
