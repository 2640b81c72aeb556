import type { HostPciFunction } from '@/server/core/inventory/host-facts'
import type {
  HostComputeInstance,
  HostGpu,
  HostGpuInstance,
  HostMigProfile,
} from '@/server/core/inventory/host-gpu'
import type { MigDeviceFacts } from '@/server/core/inventory/tools/nvidia-smi-facts'
import type { ToolParts } from '@/server/core/inventory/tools/tool-facts'
import type { GpuContext } from './compose-gpu'
import { composeVgpus, composeVgpuTypes, findVgpuHost, VGPU_TOOLS } from './compose-vgpus'
import type { GpuSighting } from './join-gpus'

type Partitions = Pick<HostGpu, 'migProfiles' | 'gpuInstances' | 'vgpuTypes' | 'vgpus'>

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
  const vgpus = composeVgpus(own, host, parts, partitions)
  const vgpuTypes = composeVgpuTypes(own, vgpus ?? [], parts, partitions)
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
  const teller = VGPU_TOOLS.find((tool) => parts[tool] && (host !== null || !tool.startsWith('nvidia-smi')))
  judge.prefer(`${path}.vgpus`, teller ? [[teller, vgpus]] : [])
  return { migProfiles, gpuInstances, vgpuTypes, vgpus }
}

function composeMigProfiles({ index }: GpuSighting, parts: ToolParts): HostMigProfile[] | null {
  const listed = parts['nvidia-smi-mig-lgip']
  if (!listed || index === null) return null
  const placements = parts['nvidia-smi-mig-lgipp']?.placements ?? []
  const own = listed.profiles.filter((profile) => profile.gpuIndex === index)
  // The tool lists GPUs in MIG mode only: of the others it has not said that they cannot be cut.
  if (own.length === 0) return null
  return own.map(({ profileId, name, totalInstances, memoryGib, multiprocessors, freeInstances }) => {
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
