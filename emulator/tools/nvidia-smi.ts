import type { NvidiaLayout } from '@/emulator/gpu-layout'
import type { HostLayout } from '@/emulator/host-layout'
import { entry, type SmiNode, section, toText, toXml } from './smi-node'
import { formatBusId, getDriverMajor, reportGpu } from './smi-report'
import { listMigDevices } from './smi-tenancy'
import { renderElements } from './xml-text'

/** @throws where the driver is not loaded */
export function requireNvidia({ nvidia }: HostLayout): NvidiaLayout {
  if (!nvidia) throw new Error('without its kernel module nvidia-smi is never asked')
  return nvidia
}

/** `nvidia-smi -q -x`, in the schema of the host's driver. */
export function writeNvidiaSmiXml(host: HostLayout, timestamp: string): string {
  const nvidia = requireNvidia(host)
  const major = getDriverMajor(nvidia)
  const dtd = major >= 580 ? 13 : major >= 525 ? 12 : 11
  const gpus = nvidia.gpus.map(
    (gpu, index): SmiNode => ({
      ...section('gpu', null, reportGpu(host, nvidia, gpu, index)),
      attributes: ` id="${formatBusId(gpu.address)}"`,
    }),
  )
  const log = [
    entry('timestamp', null, timestamp),
    entry('driver_version', null, nvidia.driverVersion),
    entry('cuda_version', null, nvidia.cudaVersion ?? 'Not Found'),
    entry('attached_gpus', null, nvidia.gpus.length),
    ...gpus,
  ]
  return `<?xml version="1.0" ?>\n<!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v${dtd}.dtd">\n${renderElements(
    [{ name: 'nvidia_smi_log', content: toXml(log) }],
  )}`
}

/** `nvidia-smi -q`. */
export function writeNvidiaSmiText(host: HostLayout, timestamp: string): string {
  const nvidia = requireNvidia(host)
  const column = getDriverMajor(nvidia) >= 560 ? 54 : 41
  const head = toText(
    [
      entry(null, 'Timestamp', timestamp),
      entry(null, 'Driver Version', nvidia.driverVersion),
      entry(null, 'CUDA Version', nvidia.cudaVersion ?? 'Not Found'),
    ],
    0,
    column,
  )
  const gpus = nvidia.gpus.map((gpu, index) => [
    `GPU ${formatBusId(gpu.address)}`,
    ...toText(reportGpu(host, nvidia, gpu, index), 1, column),
    '',
  ])
  const attached = toText([entry(null, 'Attached GPUs', nvidia.gpus.length)], 0, column)
  const lines = ['', '==============NVSMI LOG==============', '', ...head, '', ...attached, ...gpus.flat()]
  return `${lines.join('\n')}\n`
}

/** `nvidia-smi -L`. */
export function writeNvidiaSmiList(host: HostLayout): string {
  return requireNvidia(host)
    .gpus.flatMap((gpu, index) => [
      `GPU ${index}: ${gpu.board.productName} (UUID: ${gpu.uuid})`,
      ...listMigDevices(gpu).map(
        (device) =>
          `  MIG ${device.computeInstance.profile.name.padEnd(11)} Device ${String(device.index).padStart(2)}: (UUID: ${device.computeInstance.uuid})`,
      ),
    ])
    .map((line) => `${line}\n`)
    .join('')
}
