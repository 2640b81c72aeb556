import type { HostPciFunction } from '@/server/core/inventory/host-facts'
import type { HostGpu } from '@/server/core/inventory/host-gpu'
import type { HostOccupant, OccupiedDevice } from '@/server/core/inventory/host-occupant'
import type { LibvirtDomain } from '@/server/core/inventory/tools/libvirt-facts'
import type { ToolParts } from '@/server/core/inventory/tools/tool-facts'
import { joinCpuLists } from '@/server/core/units/cpu-list'
import type { PciAddress } from '@/server/core/units/pci-address'
import type { FactJudge } from './fact-judge'

/**
 * What already holds devices here: libvirt's domains, and vGPUs that no domain known to libvirt holds. A domain
 * whose state nobody told is counted as holding: capacity given twice is worse than capacity left over. Null when
 * no tool could have told.
 */
export function composeOccupants(
  parts: ToolParts,
  functions: readonly HostPciFunction[] | null,
  gpus: readonly HostGpu[] | null,
  judge: FactJudge,
): HostOccupant[] | null {
  const { 'virsh-domains': domains, 'virsh-list': list } = parts
  const hasVgpus = gpus?.some((gpu) => gpu.vgpus !== null)
  if (!domains && !list && !hasVgpus) return null
  const finder = new DeviceFinder(functions ?? [], gpus ?? [])
  const machines = listDomains(parts).map((domain) => composeMachine(domain, parts, finder, judge))
  const devices = machines.flatMap((machine) => machine.devices ?? [])
  const held = new Set<string | null>([
    ...devices.map((device) => device.mdevUuid),
    // A vGPU without a mediated device is handed over as the virtual function that carries it.
    ...devices.filter((device) => device.attach === 'vfVfio').map((device) => device.address),
  ])
  const known = new Set(machines.map((machine) => machine.uuid).filter((uuid) => uuid !== null))
  const loose = (gpus ?? []).flatMap((gpu) =>
    (gpu.vgpus ?? [])
      .filter(({ mdevUuid, address, vmUuid }) => {
        return !held.has(mdevUuid ?? address ?? '') && !known.has(vmUuid ?? '')
      })
      .map((vgpu): HostOccupant => {
        const key = `vgpu:${vgpu.key}`
        judge.repeat(`occupants[${key}].isActive`, `gpus[${gpu.key}].vgpus`, vgpu.isActive)
        return {
          ...NOTHING_TOLD,
          key,
          kind: 'vgpu',
          name: vgpu.vmName ?? vgpu.typeName,
          uuid: vgpu.vmUuid,
          isActive: vgpu.isActive,
          devices: [
            {
              attach: vgpu.mdevUuid ? 'mdev' : 'vfVfio',
              address: vgpu.address ?? gpu.pciAddress,
              mdevUuid: vgpu.mdevUuid,
              guestAddress: null,
              gpuKey: gpu.key,
            },
          ],
        }
      }),
  )
  reportTwins(machines, judge)
  return [...machines, ...loose].toSorted((a, b) => (a.key < b.key ? -1 : 1))
}

/** libvirt keeps UUIDs apart, so two definitions with one come from a copied file or two hosts' answers. */
function reportTwins(machines: readonly HostOccupant[], judge: FactJudge): void {
  const keys = machines.map(({ key }) => key)
  for (const key of new Set(keys.filter((one, position) => keys.indexOf(one) !== position))) {
    const names = machines.filter((machine) => machine.key === key).map(({ name }) => name)
    const values = names.map((value) => ({ tool: 'virsh-domains' as const, value }))
    judge.record('duplicateUuid', `occupants[${key}]`, values)
  }
}

const NOTHING_TOLD = {
  title: null,
  state: null,
  project: null,
  vcpus: null,
  memoryMib: null,
  isMemoryLocked: null,
  pinnedCpus: null,
  numaNodes: null,
  reading: { pid: null, lockedMib: null, residentMib: null },
} as const

interface SeenDomain {
  name: string | null
  uuid: string | null
  state: string | null
  definition: LibvirtDomain | null
}

/** Definitions joined with the list of domains by UUID, else by name. */
function listDomains(parts: ToolParts): SeenDomain[] {
  const listed = parts['virsh-list']?.domains ?? []
  const defined = parts['virsh-domains']?.domains ?? []
  const isSame = (a: { uuid: string | null; name: string | null }, b: typeof a) =>
    a.uuid !== null && b.uuid !== null ? a.uuid === b.uuid : a.name !== null && a.name === b.name
  const withDefinition = defined.map((definition) => ({
    name: definition.name,
    uuid: definition.uuid,
    state: listed.find((one) => isSame(one, definition))?.state ?? null,
    definition,
  }))
  const withoutDefinition = listed
    .filter((one) => !defined.some((definition) => isSame(one, definition)))
    .map(({ name, uuid, state }) => ({ name, uuid, state, definition: null }))
  return [...withDefinition, ...withoutDefinition]
}

function composeMachine(
  { name, uuid, state, definition }: SeenDomain,
  parts: ToolParts,
  finder: DeviceFinder,
  judge: FactJudge,
): HostOccupant {
  const key = `vm:${uuid ?? name}`
  const pins = parts['virsh-vcpupin']?.domains.find((one) => one.domain === name)?.pins ?? []
  const process = parts['qemu-processes']?.processes.find((one) =>
    uuid !== null && one.domainUuid !== null ? one.domainUuid === uuid : one.domain === name && name !== null,
  )
  const told = pins.map((pin) => pin.cpus)
  const written = (definition?.vcpuPins ?? []).map((pin) => pin.cpus)
  const machine: HostOccupant = {
    key,
    kind: 'virtualMachine',
    name,
    title: definition?.nova?.name ?? definition?.title ?? null,
    uuid,
    state: judge.prefer(`occupants[${key}].state`, [['virsh-list', state]]),
    isActive: judgeActive(state, definition),
    project: definition?.nova?.projectName ?? definition?.nova?.projectId ?? null,
    vcpus: judge.prefer(`occupants[${key}].vcpus`, [
      ['virsh-domains', definition?.vcpusCurrent ?? definition?.vcpus],
    ]),
    memoryMib: judge.prefer(`occupants[${key}].memoryMib`, [['virsh-domains', definition?.memoryMib]]),
    isMemoryLocked: definition?.isMemoryLocked ?? null,
    pinnedCpus: judge.prefer(`occupants[${key}].pinnedCpus`, [
      // Without pins vcpupin prints all CPUs for each vCPU, which binds nothing.
      ['virsh-vcpupin', written.length > 0 ? joinCpuLists(told) : null],
      ['virsh-domains', joinCpuLists(written)],
    ]),
    numaNodes: judge.prefer(`occupants[${key}].numaNodes`, [
      ['virsh-domains', definition?.numatune?.nodeset],
    ]),
    devices: definition && finder.listDevices(definition),
    reading: {
      pid: judge.prefer(`occupants[${key}].reading.pid`, [['qemu-processes', process?.pid]]),
      lockedMib: process?.lockedMib ?? null,
      residentMib: process?.residentMib ?? null,
    },
  }
  judge.prefer(`occupants[${key}]`, [[definition ? 'virsh-domains' : 'virsh-list', machine]])
  return machine
}

/** libvirt gives a domain a number while it runs. */
function judgeActive(state: string | null, definition: LibvirtDomain | null): boolean | null {
  if (state !== null) return !/^(?:shut off|crashed|no state)$/.test(state)
  return definition !== null && definition.id !== null ? true : null
}

class DeviceFinder {
  readonly #functions: ReadonlyMap<PciAddress, HostPciFunction>
  readonly #gpuAt: ReadonlyMap<PciAddress, HostGpu>
  readonly #gpuOfMdev: ReadonlyMap<string, { gpu: HostGpu; address: PciAddress | null }>

  constructor(functions: readonly HostPciFunction[], gpus: readonly HostGpu[]) {
    this.#functions = new Map(functions.map((fn) => [fn.address, fn]))
    this.#gpuAt = new Map(
      gpus.flatMap((gpu) =>
        [...(gpu.pciAddress ? [gpu.pciAddress] : []), ...gpu.virtualFunctions].map(
          (address) => [address, gpu] as const,
        ),
      ),
    )
    this.#gpuOfMdev = new Map(
      gpus.flatMap((gpu) =>
        (gpu.vgpus ?? []).flatMap(({ mdevUuid, address }) =>
          mdevUuid ? [[mdevUuid, { gpu, address: address ?? gpu.pciAddress }] as const] : [],
        ),
      ),
    )
  }

  listDevices(domain: LibvirtDomain): OccupiedDevice[] {
    const functions = domain.hostdevPci.map(({ source, guest }): OccupiedDevice => {
      const isVirtual = source !== null && this.#functions.get(source)?.physicalFunction
      return {
        attach: isVirtual ? 'vfVfio' : 'pfVfio',
        address: source,
        mdevUuid: null,
        guestAddress: guest,
        gpuKey: (source && this.#gpuAt.get(source)?.key) || null,
      }
    })
    const mediated = domain.hostdevMdev.map(({ uuid, guest }): OccupiedDevice => {
      const found = uuid === null ? undefined : this.#gpuOfMdev.get(uuid)
      return {
        attach: 'mdev',
        address: found?.address ?? null,
        mdevUuid: uuid,
        guestAddress: guest,
        gpuKey: found?.gpu.key ?? null,
      }
    })
    return [...functions, ...mediated]
  }
}
