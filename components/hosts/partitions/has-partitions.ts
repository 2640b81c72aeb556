import type { HostGpu } from '@/server/core/inventory/host-gpu'

/** Whether there is anything of MIG to show: a GPU that cannot do it has no mode, no profiles and no instances. */
export function hasMig({ vendor, migMode, migProfiles, gpuInstances }: HostGpu): boolean {
  if (vendor !== 'nvidia' && vendor !== 'unknown') return false
  const isOn = migMode.current === 'enabled' || migMode.pending === 'enabled'
  return isOn || (migProfiles?.length ?? 0) > 0 || (gpuInstances?.length ?? 0) > 0
}

/** Whether there is anything of vGPUs to show: types or instances told, or a mode that says that there should be. */
export function hasVgpu({ vgpus, vgpuTypes, hostVgpuMode, virtualizationMode }: HostGpu): boolean {
  if ((vgpus?.length ?? 0) > 0 || (vgpuTypes?.length ?? 0) > 0) return true
  return hostVgpuMode !== null || virtualizationMode === 'Host VGPU'
}
