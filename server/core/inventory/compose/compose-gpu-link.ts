import type { HostFacts } from '@/server/core/inventory/host-facts'
import type { HostGpuLink } from '@/server/core/inventory/host-gpu'
import { getLinkGeneration } from '@/server/core/units/pcie-link'
import type { GpuClaims } from './compose-gpu'
import type { GpuSighting } from './join-gpus'

/**
 * Expected is min(device, upstream port). In a guest both are the hypervisor's inventions and nothing is expected
 * of them. The driver's word for the host side stands in where the port above was not read.
 */
export function composeGpuLink(
  { upstream }: GpuSighting,
  machineKind: HostFacts['machineKind'],
  { pick, prefer, say }: GpuClaims,
): HostGpuLink {
  const deviceMaxGen = prefer('link.deviceMaxGen', {
    smi: (gpu) => gpu.link.deviceMaxGen,
    fn: (fn) => fn.link?.maxGen ?? null,
    amd: (amd) => getLinkGeneration(amd.linkMaxGts),
  })
  // NVIDIA's is that of GPU and slot together: 8 for a GPU of 16 lanes in a slot of 8, which contradicts nothing.
  const maxWidth = prefer('link.maxWidth', {
    smi: (gpu) => gpu.link.maxWidth,
    fn: (fn) => fn.link?.maxWidth ?? null,
    amd: (amd) => amd.linkMaxWidth,
  })
  const upstreamMaxGen = upstream?.link?.maxGen ?? null
  const upstreamMaxWidth = upstream?.link?.maxWidth ?? null
  const hostMaxGen = say('link.hostMaxGen', (gpu) => gpu.link.hostMaxGen)
  const isVirtual = machineKind === 'guest'
  return {
    maxGen: say('link.maxGen', (gpu) => gpu.link.maxGen),
    deviceMaxGen,
    hostMaxGen,
    // In a guest the kernel sees the hypervisor's port, the driver the GPU.
    currentWidth: (isVirtual ? prefer : pick)('link.currentWidth', {
      smi: (gpu) => gpu.link.currentWidth,
      fn: (fn) => fn.link?.currentWidth ?? null,
      amd: (amd) => amd.linkCurrentWidth,
    }),
    maxWidth,
    upstreamMaxGen,
    upstreamMaxWidth,
    expectedGen: isVirtual ? null : takeLower(deviceMaxGen, upstreamMaxGen ?? hostMaxGen),
    expectedWidth: isVirtual ? null : takeLower(maxWidth, upstreamMaxWidth),
  }
}

function takeLower(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.min(a, b)
}
