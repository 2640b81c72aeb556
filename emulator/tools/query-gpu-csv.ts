import type { GpuLayout } from '@/emulator/gpu-layout'
import type { HostLayout } from '@/emulator/host-layout'
import { findFunction, type PciFunction } from '@/emulator/pci-tree'
import { requireNvidia } from './nvidia-smi'
import { formatBusId, generationOf, getCurrentGeneration } from './smi-report'

interface Row {
  gpu: GpuLayout
  index: number
  fn: PciFunction
  driverVersion: string
}

/** Header with its unit, and the value as it is printed. */
const COLUMNS: [header: string, read: (row: Row) => string | number][] = [
  ['index', ({ index }) => index],
  ['uuid', ({ gpu }) => gpu.uuid],
  ['pci.bus_id', ({ gpu }) => formatBusId(gpu.address)],
  ['name', ({ gpu }) => gpu.board.productName],
  ['serial', ({ gpu }) => gpu.serial],
  ['driver_version', ({ driverVersion }) => driverVersion],
  ['vbios_version', ({ gpu }) => gpu.vbiosVersion],
  ['compute_cap', ({ gpu }) => gpu.board.computeCapability],
  ['persistence_mode', () => 'Enabled'],
  ['pstate', ({ gpu }) => (gpu.utilizationPercent > 0 ? 'P0' : 'P8')],
  ['pcie.link.gen.current', ({ gpu, fn }) => getCurrentGeneration(gpu, fn)],
  ['pcie.link.gen.gpumax', ({ fn }) => generationOf(fn.link?.maxGts ?? 0)],
  ['pcie.link.width.current', ({ fn }) => fn.link?.currentWidth ?? 0],
  ['pcie.link.width.max', ({ fn }) => fn.link?.maxWidth ?? 0],
  ['memory.total [MiB]', ({ gpu }) => `${gpu.board.memoryMib} MiB`],
  ['memory.reserved [MiB]', ({ gpu }) => `${gpu.board.reservedMib} MiB`],
  ['memory.used [MiB]', ({ gpu }) => `${gpu.usedMib} MiB`],
  ['memory.free [MiB]', ({ gpu }) => `${gpu.board.memoryMib - gpu.board.reservedMib - gpu.usedMib} MiB`],
  ['utilization.gpu [%]', ({ gpu }) => (gpu.mig ? '[N/A]' : `${gpu.utilizationPercent} %`)],
  [
    'utilization.memory [%]',
    ({ gpu }) => (gpu.mig ? '[N/A]' : `${Math.round(gpu.utilizationPercent / 2)} %`),
  ],
  ['temperature.gpu', ({ gpu }) => gpu.temperatureC],
  ['power.draw [W]', ({ gpu }) => `${gpu.powerW.toFixed(2)} W`],
  ['power.limit [W]', ({ gpu }) => `${gpu.board.powerLimitW.toFixed(2)} W`],
  ['mig.mode.current', ({ gpu }) => describeMigMode(gpu)],
  ['ecc.mode.current', ({ gpu }) => (gpu.ecc ? 'Enabled' : '[N/A]')],
]

function describeMigMode({ board, mig }: GpuLayout): string {
  if (board.migProfiles.length === 0) return '[N/A]'
  return mig ? 'Enabled' : 'Disabled'
}

/** `nvidia-smi --query-gpu=… --format=csv`, the columns that a pulse asks for and what names the GPU. */
export function writeQueryGpuCsv(host: HostLayout): string {
  const { gpus, driverVersion } = requireNvidia(host)
  const rows = gpus.map((gpu, index) =>
    COLUMNS.map(([, read]) => read({ gpu, index, fn: findFunction(host.pci, gpu.address), driverVersion })),
  )
  return [COLUMNS.map(([header]) => header), ...rows].map((cells) => `${cells.join(', ')}\n`).join('')
}
