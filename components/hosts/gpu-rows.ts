import { explainUnknown } from '@/components/hosts/explain-unknown'
import type { FactRow } from '@/components/hosts/fact-rows'
import { writeDevice } from '@/components/hosts/raw/find-term'
import { buildRawHref } from '@/components/hosts/raw/raw-address'
import { nameTool } from '@/components/hosts/tool-names'
import { formatNumber } from '@/components/ui/format-number'
import type { HostToolDto } from '@/server/contracts/host'
import type { HostGpu } from '@/server/core/inventory/host-gpu'
import type { EccCounts, Toggle } from '@/server/core/inventory/tools/nvidia-smi-facts'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'
import type { Mib } from '@/server/core/units/mib'

const hiddenByVfio = 'The GPU is bound to vfio-pci: its own driver is not there to ask.'

/** Who speaks of a GPU through its own driver, the best first. */
const driverTools: Readonly<Record<HostGpu['vendor'], readonly ToolId[]>> = {
  nvidia: ['nvidia-smi-q-x', 'nvidia-smi-q', 'nvidia-smi-query-gpu', 'nvidia-smi'],
  amd: ['amd-smi', 'rocm-smi'],
  intel: ['xpu-smi-discovery', 'xpu-smi-stats'],
  unknown: ['nvidia-smi-q-x', 'amd-smi', 'xpu-smi-discovery'],
}
const byPci: readonly ToolId[] = ['sysfs-pci', 'lspci']

export type GpuRowOptions = {
  /** Who could tell it, the best first; otherwise the tools of its driver. */
  readonly tellers?: readonly ToolId[]
  /** Below the GPU, where it differs from the key. */
  readonly path?: string
  readonly isWhole?: boolean
}

export type GpuRowMaker = (
  key: string,
  label: string,
  value: string | number | null,
  options?: GpuRowOptions,
) => FactRow

export type GpuRowsArgs = {
  readonly slug: string
  readonly gpu: HostGpu
  readonly tools: readonly HostToolDto[]
}

/** Makes rows of one GPU, each with the output where the GPU is found and the way to what every tool said. */
export function makeGpuRows({ slug, gpu, tools }: GpuRowsArgs): GpuRowMaker {
  const byDriver = driverTools[gpu.vendor]
  return (key, label, value, { tellers = byDriver, path = key, isWhole } = {}) => {
    const place = { key, label, path: `gpus[${gpu.key}].${path}`, ...(isWhole ? { isWhole } : {}) }
    if (value === null) {
      const isHidden = gpu.kernelDriver === 'vfio-pci' && tellers === byDriver
      // The first of several forms of one tool is the one worth naming.
      const named = tellers === byDriver ? tellers.slice(0, 1) : tellers
      const unknownReason = isHidden ? hiddenByVfio : explainUnknown(tools, named)
      return { ...place, value, unknownReason }
    }
    const teller = tellers.find((tool) => gpu.sources.includes(tool))
    const state = tools.find(({ tool }) => tool === teller)
    if (teller === undefined) return { ...place, value: String(value) }
    const device = gpu.pciAddress ?? gpu.uuid
    const href = state?.hasRaw
      ? buildRawHref({ slug, tool: teller, find: device && writeDevice(teller, device) })
      : null
    return {
      ...place,
      value: String(value),
      source: nameTool(teller),
      ...(href === null ? {} : { sourceHref: href }),
      ...(state === undefined ? {} : { at: state.observedAt, stale: state.stale }),
    }
  }
}

/** What is known of one GPU apart from its identity, its health and its link, unknown as null with the reason. */
export function buildGpuRows(gpu: HostGpu, row: GpuRowMaker): FactRow[] {
  const ofPci = { tellers: byPci }
  return [
    row('productName', 'Product', gpu.productName, { tellers: [...driverTools[gpu.vendor], ...byPci] }),
    row('architecture', 'Architecture', gpu.architecture),
    row('memoryTotalMib', 'Memory', formatMib(gpu.memoryTotalMib)),
    row('memoryUsedMib', 'Memory in use', formatMib(gpu.reading.memoryUsedMib), {
      path: 'reading.memoryUsedMib',
    }),
    row('numaNode', 'NUMA node', gpu.numaNode, ofPci),
    row('cpuAffinity', 'Near CPUs', gpu.cpuAffinity, { tellers: ['nvidia-smi-topo-m'] }),
    row('kernelDriver', 'Kernel driver', gpu.kernelDriver, ofPci),
    row('iommuGroup', 'IOMMU group', gpu.iommuGroup, ofPci),
    row('iommuGroupMembers', 'Goes along in it', describeGroup(gpu), ofPci),
    row('vbiosVersion', 'VBIOS', gpu.vbiosVersion),
    row('gspFirmwareVersion', 'GSP firmware', gpu.gspFirmwareVersion),
    row('inforomImage', 'InfoROM', gpu.inforom?.image ?? null, { path: 'inforom.image' }),
    ...listPartitionRows(gpu, row),
    row('ecc', 'ECC', gpu.ecc === null ? null : describeToggle(gpu.ecc), { path: 'ecc.current' }),
    row('eccVolatile', 'ECC errors since load', gpu.ecc === null ? null : describeErrors(gpu.ecc.volatile), {
      path: 'ecc.volatile',
      isWhole: true,
    }),
    row('eccAggregate', 'ECC errors, life', gpu.ecc === null ? null : describeErrors(gpu.ecc.aggregate), {
      path: 'ecc.aggregate',
      isWhole: true,
    }),
    row('remappedRows', 'Remapped rows', describeRemaps(gpu), { isWhole: true }),
    row('replayCounter', 'PCIe replays', gpu.replayCounter),
    row('virtualizationMode', 'Virtualization', gpu.virtualizationMode),
    row('performanceState', 'Performance state', gpu.reading.performanceState, {
      path: 'reading.performanceState',
    }),
    row('temperatureC', 'Temperature', withUnit(gpu.reading.temperatureC, '°C'), {
      path: 'reading.temperatureC',
    }),
    row('power', 'Power', describePower(gpu), { path: 'reading.powerDrawW' }),
    row('recoveryAction', 'Recovery action', gpu.recoveryAction),
  ]
}

/** Each vendor cuts its GPUs in its own way; the others' words would only be unknown. */
function listPartitionRows(gpu: HostGpu, row: GpuRowMaker): FactRow[] {
  if (gpu.vendor === 'amd') {
    return [
      row('computePartition', 'Compute partition', gpu.computePartition),
      row('memoryPartition', 'Memory partition', gpu.memoryPartition),
      row('partitionCount', 'Partitions shown', gpu.partitionCount),
    ]
  }
  if (gpu.vendor === 'intel') return []
  return [
    row('migMode', 'MIG mode', describeToggle(gpu.migMode), { path: 'migMode.current' }),
    row('migDevices', 'MIG devices', gpu.migDevices === null ? null : gpu.migDevices.length, {
      isWhole: true,
    }),
  ]
}

/** The other functions of its group: a passthrough takes them along. */
function describeGroup({ iommuGroupMembers, pciAddress }: HostGpu): string | null {
  if (iommuGroupMembers === null) return null
  const others = iommuGroupMembers.filter((address) => address !== pciAddress)
  return others.length === 0 ? 'nothing else' : others.join(', ')
}

/** `40,960 MiB`: exact, because a GPU's memory is told in whole MiB. */
export function formatMib(mib: Mib | null): string | null {
  return mib === null ? null : `${formatNumber(mib, 'exact')} MiB`
}

/** `enabled`, or with what comes after the next reset: `disabled, enabled after the next reset`. */
function describeToggle({
  current,
  pending,
}: {
  readonly current: Toggle | null
  readonly pending: Toggle | null
}): string | null {
  if (current === null) return null
  return pending === null || pending === current ? current : `${current}, ${pending} after the next reset`
}

function describeErrors({ corrected, uncorrected }: EccCounts): string | null {
  if (corrected === null && uncorrected === null) return null
  return `${corrected ?? 'unknown'} corrected, ${uncorrected ?? 'unknown'} uncorrectable`
}

function describeRemaps({ remappedRows }: HostGpu): string | null {
  if (remappedRows === null) return null
  const { correctable, uncorrectable, pending, failure } = remappedRows
  if (correctable === null && uncorrectable === null && pending === null && failure === null) return null
  return [
    `${correctable ?? 'unknown'} correctable`,
    `${uncorrectable ?? 'unknown'} uncorrectable`,
    ...(pending ? ['one pending'] : []),
    ...(failure ? ['one failed'] : []),
  ].join(', ')
}

function describePower({ reading, powerLimitW }: HostGpu): string | null {
  if (reading.powerDrawW === null && powerLimitW === null) return null
  return `${withUnit(reading.powerDrawW, 'W') ?? 'unknown'} of ${withUnit(powerLimitW, 'W') ?? 'unknown'}`
}

function withUnit(value: number | null, unit: string): string | null {
  return value === null ? null : `${formatNumber(value, 'measured')} ${unit}`
}
