import type { HostDriver, HostGpu } from '@/server/core/inventory/host-facts'
import type { ToolParts } from '@/server/core/inventory/tools/tool-facts'

/** The NVIDIA driver of the host as a whole: the flavours exclude each other. */
export function composeDriver(parts: ToolParts, gpus: HostGpu[] | null): HostDriver {
  const smi = parts['nvidia-smi-q-x']
  return {
    flavour: smi && smi.gpus.length > 0 ? judgeByModes(parts) : judgeByBinding(parts, gpus),
    version: smi?.driverVersion ?? null,
    cudaVersion: smi?.cudaVersion ?? null,
  }
}

/** The vGPU manager shows itself in the host's vGPU mode; a guest of a vGPU runs neither flavour. */
function judgeByModes(parts: ToolParts): HostDriver['flavour'] {
  const gpus = parts['nvidia-smi-q-x']?.gpus ?? []
  if (gpus.some((gpu) => gpu.hostVgpuMode !== null || gpu.virtualizationMode?.startsWith('Host '))) {
    return 'vgpuManager'
  }
  return gpus.some((gpu) => gpu.virtualizationMode === 'VGPU') ? 'unknown' : 'datacenter'
}

/** Without GPUs in nvidia-smi, what holds them. lspci without -v shows no drivers at all and settles nothing. */
function judgeByBinding(parts: ToolParts, gpus: HostGpu[] | null): HostDriver['flavour'] {
  if (gpus === null || (!parts['sysfs-pci'] && !parts.lspci)) return 'unknown'
  const drivers = gpus.filter((gpu) => gpu.vendor === 'nvidia').map((gpu) => gpu.kernelDriver)
  if (drivers.length === 0) return 'none'
  if (drivers.every((driver) => driver === 'vfio-pci')) return 'vfioOnly'
  return parts['sysfs-pci'] && drivers.every((driver) => driver === null) ? 'none' : 'unknown'
}
