import type { FactRow } from '@/components/hosts/fact-rows'
import { nameTool } from '@/components/hosts/tool-names'
import type { HostGpu } from '@/server/core/inventory/host-facts'
import type { EccCounts, Toggle } from '@/server/core/inventory/nvidia-smi-facts'
import type { Mib } from '@/server/core/units/mib'

const notTold = 'None of the tools that saw this GPU told it.'
const hiddenByVfio = 'The GPU is bound to vfio-pci: its own driver is not there to ask.'

/** What is known of one GPU apart from its identity and its link, unknown as null with the reason. */
export function buildGpuRows(gpu: HostGpu): FactRow[] {
  const unknownReason = gpu.kernelDriver === 'vfio-pci' ? hiddenByVfio : notTold
  const source = gpu.sources.map(nameTool).join(', ')
  const row = (key: string, label: string, value: string | number | null): FactRow =>
    value === null ? { key, label, value, unknownReason } : { key, label, value: String(value), source }
  return [
    row('productName', 'Product', gpu.productName),
    row('architecture', 'Architecture', gpu.architecture),
    row('memoryTotalMib', 'Memory', formatMib(gpu.memoryTotalMib)),
    row('memoryUsedMib', 'Memory in use', formatMib(gpu.reading.memoryUsedMib)),
    row('numaNode', 'NUMA node', gpu.numaNode),
    row('cpuAffinity', 'Near CPUs', gpu.cpuAffinity),
    row('kernelDriver', 'Kernel driver', gpu.kernelDriver),
    row('iommuGroup', 'IOMMU group', gpu.iommuGroup),
    row('vbiosVersion', 'VBIOS', gpu.vbiosVersion),
    row('gspFirmwareVersion', 'GSP firmware', gpu.gspFirmwareVersion),
    row('inforomImage', 'InfoROM', gpu.inforom?.image ?? null),
    row('migMode', 'MIG mode', describeToggle(gpu.migMode)),
    row('migDevices', 'MIG devices', gpu.migDevices === null ? null : gpu.migDevices.length),
    row('ecc', 'ECC', gpu.ecc === null ? null : describeToggle(gpu.ecc)),
    row('eccVolatile', 'ECC errors since load', gpu.ecc === null ? null : describeErrors(gpu.ecc.volatile)),
    row('eccAggregate', 'ECC errors, life', gpu.ecc === null ? null : describeErrors(gpu.ecc.aggregate)),
    row('remappedRows', 'Remapped rows', describeRemaps(gpu)),
    row('replayCounter', 'PCIe replays', gpu.replayCounter),
    row('virtualizationMode', 'Virtualization', gpu.virtualizationMode),
    row('performanceState', 'Performance state', gpu.reading.performanceState),
    row('temperatureC', 'Temperature', withUnit(gpu.reading.temperatureC, '°C')),
    row('power', 'Power', describePower(gpu)),
    row('recoveryAction', 'Recovery action', gpu.recoveryAction),
  ]
}

/** `40,960 MiB`: exact, because a GPU's memory is told in whole MiB. */
export function formatMib(mib: Mib | null): string | null {
  return mib === null ? null : `${new Intl.NumberFormat('en').format(mib)} MiB`
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
  return value === null ? null : `${value} ${unit}`
}
