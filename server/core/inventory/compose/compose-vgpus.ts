import type { HostVgpu, HostVgpuType } from '@/server/core/inventory/host-gpu'
import type { ToolParts } from '@/server/core/inventory/tools/tool-facts'
import type { VgpuHostGpu } from '@/server/core/inventory/tools/vgpu-facts'
import type { PciAddress } from '@/server/core/units/pci-address'
import type { GpuSighting } from './join-gpus'
import type { PartitionIndex } from './partition-index'

/** Those that show vGPUs, the fullest first. */
export const VGPU_TOOLS = [
  'nvidia-smi-vgpu-q',
  'nvidia-smi-vgpu',
  'sysfs-mdev',
  'mdevctl-list',
  'virsh-nodedev',
] as const

/** Types of the function itself, or of its virtual functions together. */
export function composeVgpuTypes(
  own: readonly PciAddress[],
  vgpus: readonly HostVgpu[],
  parts: ToolParts,
  { typesOf }: PartitionIndex,
): HostVgpuType[] | null {
  const creatable = (parts['sysfs-mdev']?.virtualFunctions ?? []).filter((vf) => own.includes(vf.address))
  if (typesOf === null && creatable.length === 0) return null
  const types = new Map<string, OfferedType>()
  const add = (type: Omit<HostVgpuType, 'reading'>, available: number | null) => {
    const before = types.get(type.typeId)
    const told = [...(before?.available ?? []), ...(available === null ? [] : [available])]
    types.set(type.typeId, { type, available: told })
  }
  for (const { typeId, name, framebufferMib, maxInstances, availableInstances } of own.flatMap(
    (address) => typesOf?.get(address) ?? [],
  )) {
    add({ typeId, name, framebufferMib, maxInstances }, availableInstances)
  }
  for (const { typeId, name } of creatable.flatMap((vf) => vf.creatable ?? [])) {
    add({ typeId, name, framebufferMib: null, maxInstances: null }, 1)
  }
  return [...types.values()].map(({ type, available }) => {
    const usedCount = vgpus.filter(
      ({ typeId, isActive }) => typeId === type.typeId && isActive !== false,
    ).length
    return { ...type, reading: { availableInstances: countAvailable(type, available, usedCount) } }
  })
}

interface OfferedType {
  type: Omit<HostVgpuType, 'reading'>
  /** What each function that offers it says. */
  available: number[]
}

/**
 * Each virtual function says whether *it* could carry one more, all of them as long as a single one fits: 32 offers
 * of a type that fills the GPU are one. How many is told by the type's limit, and unknown without it.
 */
function countAvailable(
  { maxInstances }: OfferedType['type'],
  available: readonly number[],
  usedCount: number,
): number | null {
  if (available.length === 0) return null
  const sum = available.reduce((total, count) => total + count, 0)
  if (available.length === 1 || sum <= 1) return sum
  return maxInstances === null ? null : Math.min(sum, Math.max(0, maxInstances - usedCount))
}

export function findVgpuHost({ address, index }: GpuSighting, parts: ToolParts): VgpuHostGpu | null {
  const hosts = [parts['nvidia-smi-vgpu-q'], parts['nvidia-smi-vgpu']].map((told) =>
    told?.gpus.find((gpu) =>
      gpu.busId === null ? gpu.index !== null && gpu.index === index : gpu.busId === address,
    ),
  )
  return hosts.find((host) => host !== undefined) ?? null
}

/** vGPUs by mediated device, by virtual function, and those that only the driver's own list shows. */
export function composeVgpus(
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
        key: vgpu.vgpuUuid ?? `${own[0] ?? 'gpu'}:${vgpu.vgpuId ?? position}`,
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
