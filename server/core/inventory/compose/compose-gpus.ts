import type { HostFacts, HostGpu, HostPciFunction } from '@/server/core/inventory/host-facts'
import type { NvidiaGpuFacts } from '@/server/core/inventory/tools/nvidia-smi-facts'
import type { ToolParts } from '@/server/core/inventory/tools/tool-facts'
import type { TopoDevice } from '@/server/core/inventory/tools/topo-facts'
import type { PciAddress } from '@/server/core/units/pci-address'
import { comparePciAddresses } from '@/server/core/units/pci-address'
import { composeGpu, type GpuSighting } from './compose-gpu'
import type { FactJudge } from './fact-judge'
import { isGpuFunction } from './recognise-gpu'

/**
 * GPUs, one row however many tools saw them, joined by PCI address. The topology names GPUs by NVML's index only,
 * which is the order of nvidia-smi; it is joined where both count the same. Null when no tool could have shown one.
 */
export function composeGpus(
  parts: ToolParts,
  functions: HostPciFunction[] | null,
  machineKind: HostFacts['machineKind'],
  judge: FactJudge,
): HostGpu[] | null {
  const smi = parts['nvidia-smi-q-x']
  if (!smi && !functions) return null
  const sightings = joinSightings(parts, functions ?? [], listTopoGpus(parts, judge))
  reportLostGpus(parts, sightings, judge)
  const repeated = reportRepeatedUuids(smi?.gpus ?? [], judge)
  return sightings
    .map((sighting) => composeGpu(sighting, parts, machineKind, repeated, judge))
    .toSorted(compareGpus)
}

function joinSightings(
  parts: ToolParts,
  functions: HostPciFunction[],
  topo: TopoDevice[] | null,
): GpuSighting[] {
  const byAddress = new Map(functions.map((fn) => [fn.address, fn]))
  const findParent = (fn: HostPciFunction | null) => (fn?.parent ? (byAddress.get(fn.parent) ?? null) : null)
  const bySysfs = new Set(parts['sysfs-pci']?.functions.map((fn) => fn.address))
  const byLspci = new Set(parts.lspci?.functions.map((fn) => fn.address))
  const sight = (fn: HostPciFunction | null) => ({
    fn,
    upstream: findParent(fn),
    pciTools: [
      ...(fn && bySysfs.has(fn.address) ? (['sysfs-pci'] as const) : []),
      ...(fn && byLspci.has(fn.address) ? (['lspci'] as const) : []),
    ],
  })
  const claimed = new Set<PciAddress>()
  const shown = (parts['nvidia-smi-q-x']?.gpus ?? []).map((gpu, index) => {
    if (gpu.busId) claimed.add(gpu.busId)
    const fn = gpu.busId ? (byAddress.get(gpu.busId) ?? null) : null
    return { smi: gpu, index, topo: topo?.[index] ?? null, ...sight(fn) }
  })
  const unseen = functions
    .filter((fn) => !claimed.has(fn.address) && isGpuFunction(fn))
    .map((fn) => ({ smi: null, index: null, topo: null, ...sight(fn) }))
  return [...shown, ...unseen]
}

/** The topology's GPUs in the order of their labels, or null where they cannot be told to be nvidia-smi's. */
function listTopoGpus(parts: ToolParts, judge: FactJudge): TopoDevice[] | null {
  const smi = parts['nvidia-smi-q-x']
  const topo = parts['nvidia-smi-topo-m']
  if (!smi || !topo) return null
  const gpus = topo.devices.filter((device) => device.kind === 'gpu')
  const isInOrder = gpus.every((device, index) => device.label === `GPU${index}`)
  if (gpus.length === smi.gpus.length && isInOrder) return gpus
  judge.record('gpuCountsDiffer', 'gpus', [
    { tool: 'nvidia-smi-q-x', value: smi.gpus.length },
    { tool: 'nvidia-smi-topo-m', value: gpus.length },
  ])
  return null
}

/** A GPU bound to the nvidia driver that nvidia-smi does not show has fallen off; one that PCI lacks is worse. */
function reportLostGpus(parts: ToolParts, sightings: GpuSighting[], judge: FactJudge): void {
  const smi = parts['nvidia-smi-q-x']
  const pciTool = parts['sysfs-pci'] ? 'sysfs-pci' : 'lspci'
  if (!smi || !parts[pciTool]) return
  const inPci = sightings.filter(({ smi: gpu, fn }) => fn && (gpu !== null || fn.driver === 'nvidia'))
  const isWhole = sightings.every(({ smi: gpu, fn }) =>
    gpu === null ? fn?.driver !== 'nvidia' : fn !== null,
  )
  if (isWhole) return
  judge.record('gpuCountsDiffer', 'gpus', [
    { tool: 'nvidia-smi-q-x', value: smi.gpus.length },
    { tool: pciTool, value: inPci.length },
  ])
}

/** Anonymised and masked files show one UUID on several GPUs: there it names none of them. */
function reportRepeatedUuids(gpus: NvidiaGpuFacts[], judge: FactJudge): Set<string> {
  const uuids = gpus.map((gpu) => gpu.uuid).filter((uuid) => uuid !== null)
  const repeated = new Set(uuids.filter((uuid, position) => uuids.indexOf(uuid) !== position))
  for (const uuid of repeated) {
    const values = gpus
      .filter((gpu) => gpu.uuid === uuid)
      .map((gpu) => ({ tool: 'nvidia-smi-q-x' as const, value: gpu.busId }))
    judge.record('duplicateUuid', `gpus[${uuid}]`, values)
  }
  const addresses = gpus.map((gpu) => gpu.busId).filter((address) => address !== null)
  for (const address of new Set(
    addresses.filter((value, position) => addresses.indexOf(value) !== position),
  )) {
    judge.record('duplicateAddress', `gpus[${address}]`, [{ tool: 'nvidia-smi-q-x', value: address }])
  }
  return repeated
}

function compareGpus(a: HostGpu, b: HostGpu): number {
  if (a.pciAddress !== null && b.pciAddress !== null) return comparePciAddresses(a.pciAddress, b.pciAddress)
  if (a.pciAddress === null && b.pciAddress === null) return (a.index ?? 0) - (b.index ?? 0)
  return a.pciAddress === null ? 1 : -1
}
