import { explainUnknown } from '@/components/hosts/explain-unknown'
import type { FactRow } from '@/components/hosts/fact-rows'
import { nameTool } from '@/components/hosts/tool-names'
import { formatNumber } from '@/components/ui/format-number'
import type { HostToolDto } from '@/server/contracts/host'
import type { HostGpu } from '@/server/core/inventory/host-gpu'
import type { EccCounts, Toggle } from '@/server/core/inventory/tools/nvidia-smi-facts'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'
import type { Mib } from '@/server/core/units/mib'

const hiddenByVfio = 'The GPU is bound to vfio-pci: its own driver is not there to ask.'

const byDriver: readonly ToolId[] = ['nvidia-smi-q-x']
const byPci: readonly ToolId[] = ['sysfs-pci', 'lspci']
const byEither: readonly ToolId[] = ['nvidia-smi-q-x', 'sysfs-pci', 'lspci']

/** What is known of one GPU apart from its identity and its link, unknown as null with the reason. */
export function buildGpuRows(gpu: HostGpu, tools: readonly HostToolDto[]): FactRow[] {
  const row = (
    key: string,
    label: string,
    value: string | number | null,
    tellers: readonly ToolId[] = byDriver,
  ): FactRow => {
    if (value === null) {
      const isHidden = gpu.kernelDriver === 'vfio-pci' && tellers === byDriver
      return { key, label, value, unknownReason: isHidden ? hiddenByVfio : explainUnknown(tools, tellers) }
    }
    const teller = tellers.find((tool) => gpu.sources.includes(tool))
    const state = tools.find(({ tool }) => tool === teller)
    return {
      key,
      label,
      value: String(value),
      ...(teller === undefined ? {} : { source: nameTool(teller) }),
      ...(state === undefined ? {} : { at: state.observedAt, stale: state.stale }),
    }
  }
  return [
    row('productName', 'Product', gpu.productName, byEither),
    row('architecture', 'Architecture', gpu.architecture),
    row('memoryTotalMib', 'Memory', formatMib(gpu.memoryTotalMib)),
    row('memoryUsedMib', 'Memory in use', formatMib(gpu.reading.memoryUsedMib)),
    row('numaNode', 'NUMA node', gpu.numaNode, byPci),
    row('cpuAffinity', 'Near CPUs', gpu.cpuAffinity, ['nvidia-smi-topo-m']),
    row('kernelDriver', 'Kernel driver', gpu.kernelDriver, byPci),
    row('iommuGroup', 'IOMMU group', gpu.iommuGroup, byPci),
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
