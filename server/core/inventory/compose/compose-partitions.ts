import type { HostPciFunction } from '@/server/core/inventory/host-facts'
import type {
  HostComputeInstance,
  HostGpu,
  HostGpuInstance,
  HostMigProfile,
  HostVgpu,
  HostVgpuType,
} from '@/server/core/inventory/host-gpu'
import type { MdevInstance, MdevParent, MdevType } from '@/server/core/inventory/tools/mdev-facts'
import type { MigDeviceFacts } from '@/server/core/inventory/tools/nvidia-smi-facts'
import type { ToolParts } from '@/server/core/inventory/tools/tool-facts'
import type { VgpuHostGpu } from '@/server/core/inventory/tools/vgpu-facts'
import type { PciAddress } from '@/server/core/units/pci-address'
import type { GpuContext } from './compose-gpu'
import type { GpuSighting } from './join-gpus'

type Partitions = Pick<HostGpu, 'migProfiles' | 'gpuInstances' | 'vgpuTypes' | 'vgpus'>

/** What the tools say of partitions, by the function that offers or carries them. */
export interface PartitionIndex {
  /** Null where no tool was asked for types. */
  typesOf: Map<PciAddress, MdevType[]> | null
  /** Null where no tool was asked for instances. */
  instances: Map<string, MdevInstance> | null
}

/** Mediated devices and types of all tools once, so that each GPU only looks up its own. */
export function indexPartitions(parts: ToolParts): PartitionIndex {
  const {
    'sysfs-mdev': sysfs,
    'mdevctl-types': types,
    'mdevctl-list': list,
    'virsh-nodedev': nodedev,
  } = parts
  const parents: MdevParent[] = [
    ...(nodedev?.pci ?? []).flatMap(({ address, mdevTypes }) =>
      address && mdevTypes.length > 0 ? [{ address, types: mdevTypes }] : [],
    ),
    ...(types?.parents ?? []),
    ...(sysfs?.parents ?? []),
  ]
  const isAskedForTypes = sysfs || types || parents.length > 0
  const byNodedev = (nodedev?.mdevs ?? []).flatMap(({ uuid, parent, typeId }): MdevInstance[] =>
    uuid === null ? [] : [{ uuid, parent, typeId, isActive: true, isDefined: null, isAutostart: null }],
  )
  const instances = [...(list?.instances ?? []), ...byNodedev, ...(sysfs?.instances ?? [])]
  return {
    // The later tool is the more trusted one.
    typesOf: isAskedForTypes ? new Map(parents.map((parent) => [parent.address, parent.types])) : null,
    instances: sysfs || list || byNodedev.length > 0 ? mergeInstances(instances) : null,
  }
}

function mergeInstances(instances: readonly MdevInstance[]): Map<string, MdevInstance> {
  const merged = new Map<string, MdevInstance>()
  for (const instance of instances) {
    const known = merged.get(instance.uuid)
    merged.set(instance.uuid, {
      uuid: instance.uuid,
      parent: instance.parent ?? known?.parent ?? null,
      typeId: instance.typeId ?? known?.typeId ?? null,
      isActive: known?.isActive || instance.isActive,
      isDefined: instance.isDefined ?? known?.isDefined ?? null,
      isAutostart: instance.isAutostart ?? known?.isAutostart ?? null,
    })
  }
  return merged
}

/** How one GPU can be, and is, divided. */
export function composePartitions(
  key: string,
  sighting: GpuSighting,
  virtualFunctions: readonly HostPciFunction[],
  { parts, partitions, judge }: GpuContext,
): Partitions {
  const own = [...(sighting.address ? [sighting.address] : []), ...virtualFunctions.map((fn) => fn.address)]
  const host = findVgpuHost(sighting, parts)
  const migProfiles = composeMigProfiles(sighting, parts)
  const gpuInstances = composeGpuInstances(sighting, parts)
  const vgpuTypes = composeVgpuTypes(own, parts, partitions)
  const vgpus = composeVgpus(own, host, parts, partitions)
  const path = `gpus[${key}]`
  judge.prefer(`${path}.migProfiles`, [['nvidia-smi-mig-lgip', migProfiles]])
  judge.prefer(`${path}.gpuInstances`, [
    [
      parts['nvidia-smi-mig-lgi'] ? 'nvidia-smi-mig-lgi' : (sighting.smi[0]?.tool ?? 'nvidia-smi-l'),
      gpuInstances,
    ],
  ])
  judge.prefer(`${path}.vgpuTypes`, [
    [
      parts['sysfs-mdev'] ? 'sysfs-mdev' : parts['mdevctl-types'] ? 'mdevctl-types' : 'virsh-nodedev',
      vgpuTypes,
    ],
  ])
  judge.prefer(`${path}.vgpus`, [[host ? 'nvidia-smi-vgpu-q' : 'sysfs-mdev', vgpus]])
  return { migProfiles, gpuInstances, vgpuTypes, vgpus }
}

function composeMigProfiles({ index }: GpuSighting, parts: ToolParts): HostMigProfile[] | null {
  const listed = parts['nvidia-smi-mig-lgip']
  if (!listed || index === null) return null
  const placements = parts['nvidia-smi-mig-lgipp']?.placements ?? []
  return listed.profiles
    .filter((profile) => profile.gpuIndex === index)
    .map(({ profileId, name, totalInstances, memoryGib, multiprocessors, freeInstances }) => {
      const placed = placements.find((one) => one.gpuIndex === index && one.profileId === profileId)
      return {
        profileId,
        name,
        totalInstances,
        memoryGib,
        multiprocessors,
        placements: placed ? { starts: placed.starts, sizeSlices: placed.sizeSlices } : null,
        reading: { freeInstances },
      }
    })
}

/** GPU instances by id: placement from -lgi, compute instances from -lci and the log, profile and UUID from -L. */
function composeGpuInstances(sighting: GpuSighting, parts: ToolParts): HostGpuInstance[] | null {
  const { index, listed, smi } = sighting
  const instances = parts['nvidia-smi-mig-lgi']?.instances.filter((one) => one.gpuIndex === index) ?? null
  const devices = smi.map(({ gpu }) => gpu.migDevices).find((told) => told !== null) ?? null
  if (instances === null && devices === null) return null
  const ids = [
    ...(instances ?? []).map((one) => one.gpuInstanceId),
    ...(devices ?? []).map((device) => device.gpuInstanceId),
  ].filter((id) => id !== null)
  return [...new Set(ids)]
    .toSorted((a, b) => a - b)
    .map((gpuInstanceId) => {
      const own = (devices ?? []).filter((device) => device.gpuInstanceId === gpuInstanceId)
      const placed = instances?.find((one) => one.gpuInstanceId === gpuInstanceId)
      const computeInstances = composeComputeInstances(gpuInstanceId, own, sighting, parts)
      const listedProfile = listed?.migDevices.find((device) => device.index === own[0]?.index)?.profileName
      return {
        gpuInstanceId,
        profileName: placed?.profileName ?? dropComputeShare(listedProfile ?? null),
        profileId: placed?.profileId ?? null,
        startSlice: placed?.startSlice ?? null,
        sizeSlices: placed?.sizeSlices ?? null,
        memoryTotalMib: own[0]?.memory.totalMib ?? null,
        computeInstances,
      }
    })
}

function composeComputeInstances(
  gpuInstanceId: number,
  devices: readonly MigDeviceFacts[],
  { index, listed }: GpuSighting,
  parts: ToolParts,
): HostComputeInstance[] {
  const told = (parts['nvidia-smi-mig-lci']?.instances ?? []).filter(
    (one) => one.gpuIndex === index && one.gpuInstanceId === gpuInstanceId,
  )
  const ids = [...told, ...devices].map((one) => one.computeInstanceId)
  return [...new Set(ids)].map((computeInstanceId) => {
    const device = devices.find((one) => one.computeInstanceId === computeInstanceId)
    const inList = listed?.migDevices.find((one) => one.index === device?.index)
    return {
      computeInstanceId,
      index: device?.index ?? null,
      profileName:
        told.find((one) => one.computeInstanceId === computeInstanceId)?.profileName ??
        inList?.profileName ??
        null,
      uuid: inList?.uuid ?? null,
      multiprocessors: device?.multiprocessors ?? null,
    }
  })
}

/** `1c.3g.40gb` is a compute share of the GPU instance `3g.40gb`. */
function dropComputeShare(name: string | null): string | null {
  return name?.replace(/^\d+c\./, '') ?? null
}

/** Types of the function itself, or of its virtual functions together: there each offers one instance. */
function composeVgpuTypes(
  own: readonly PciAddress[],
  parts: ToolParts,
  { typesOf }: PartitionIndex,
): HostVgpuType[] | null {
  const creatable = (parts['sysfs-mdev']?.virtualFunctions ?? []).filter((vf) => own.includes(vf.address))
  if (typesOf === null && creatable.length === 0) return null
  const types = new Map<string, HostVgpuType>()
  const add = (type: Omit<HostVgpuType, 'reading'>, available: number | null) => {
    const before = types.get(type.typeId)?.reading.availableInstances
    const sum = available === null ? (before ?? null) : (before ?? 0) + available
    types.set(type.typeId, { ...type, reading: { availableInstances: sum } })
  }
  for (const { typeId, name, framebufferMib, maxInstances, availableInstances } of own.flatMap(
    (address) => typesOf?.get(address) ?? [],
  )) {
    add({ typeId, name, framebufferMib, maxInstances }, availableInstances)
  }
  for (const { typeId, name } of creatable.flatMap((vf) => vf.creatable ?? [])) {
    add({ typeId, name, framebufferMib: null, maxInstances: null }, 1)
  }
  return [...types.values()]
}

function findVgpuHost({ address, index }: GpuSighting, parts: ToolParts): VgpuHostGpu | null {
  const hosts = [parts['nvidia-smi-vgpu-q'], parts['nvidia-smi-vgpu']].map((told) =>
    told?.gpus.find((gpu) =>
      gpu.busId === null ? gpu.index !== null && gpu.index === index : gpu.busId === address,
    ),
  )
  return hosts.find((host) => host !== undefined) ?? null
}

/** vGPUs by mediated device, by virtual function, and those that only the driver's own list shows. */
function composeVgpus(
  own: readonly PciAddress[],
  host: VgpuHostGpu | null,
  parts: ToolParts,
  { instances, typesOf }: PartitionIndex,
): HostVgpu[] | null {
  const functions = (parts['sysfs-mdev']?.virtualFunctions ?? []).filter((vf) => own.includes(vf.address))
  if (instances === null && host === null && functions.length === 0) return null
  const nameOf = (address: PciAddress | null, typeId: string | null) =>
    (address && typesOf?.get(address)?.find((type) => type.typeId === typeId)?.name) || null
  const byMdev = [...(instances?.values() ?? [])]
    .filter(({ parent }) => parent !== null && own.includes(parent))
    .map(({ uuid, parent, typeId, isActive }): HostVgpu => {
      const running = host?.vgpus.find((vgpu) => vgpu.mdevUuid === uuid)
      return {
        ...describeRunning(running),
        key: uuid,
        mdevUuid: uuid,
        address: parent === own[0] ? null : parent,
        typeId,
        typeName: nameOf(parent, typeId) ?? running?.typeName ?? null,
        isActive,
      }
    })
  const byFunction = functions
    .filter(({ currentTypeId }) => currentTypeId !== null && currentTypeId !== '0')
    .map(
      ({ address, currentTypeId, creatable }): HostVgpu => ({
        ...describeRunning(undefined),
        key: address,
        mdevUuid: null,
        address,
        typeId: currentTypeId,
        typeName: creatable?.find((type) => type.typeId === currentTypeId)?.name ?? null,
        isActive: null,
      }),
    )
  const known = new Set(byMdev.map((vgpu) => vgpu.mdevUuid))
  const others = (host?.vgpus ?? [])
    .filter((vgpu) => vgpu.mdevUuid === null || !known.has(vgpu.mdevUuid))
    .map(
      (vgpu, position): HostVgpu => ({
        ...describeRunning(vgpu),
        key: vgpu.vgpuUuid ?? vgpu.vgpuId ?? `vgpu:${position}`,
        mdevUuid: vgpu.mdevUuid,
        address: null,
        typeId: vgpu.typeId,
        typeName: vgpu.typeName,
        isActive: true,
      }),
    )
  // The driver's list names no virtual function: with both at hand the same vGPUs would count twice.
  return [...byMdev, ...(others.length > 0 ? others : byFunction)]
}

function describeRunning(
  vgpu: VgpuHostGpu['vgpus'][number] | undefined,
): Pick<HostVgpu, 'vmUuid' | 'vmName' | 'guestDriverVersion' | 'licenseStatus' | 'framebufferMib'> {
  return {
    vmUuid: vgpu?.vmUuid ?? null,
    vmName: vgpu?.vmName ?? null,
    guestDriverVersion: vgpu?.guestDriverVersion ?? null,
    licenseStatus: vgpu?.licenseStatus ?? null,
    framebufferMib: vgpu?.framebufferTotalMib ?? null,
  }
}
