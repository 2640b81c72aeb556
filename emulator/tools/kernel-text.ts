import type { HostLayout, KernelEventLayout, StallLayout } from '@/emulator/host-layout'
import { requireNvidia } from './nvidia-smi'

/** /proc/cmdline. */
export function writeCmdline({ kernel }: HostLayout): string {
  return `${kernel.parameters.map(({ name, value }) => (value === null ? name : `${name}=${value}`)).join(' ')}\n`
}

/** The kernels there are, as the collector lists them. */
export function writeKernels({ kernel }: HostLayout): string {
  return [
    `running:${kernel.release}`,
    ...kernel.installed.map((release) => `installed:${release}`),
    ...(kernel.next === null ? [] : [`next:${kernel.next}`]),
    `reboot_required:${kernel.isRebootRequired ? 'yes' : 'no'}`,
  ]
    .map((line) => `${line}\n`)
    .join('')
}

/** Lines of `dmesg` about GPUs, PCIe and VFIO. */
export function writeKernelLog({ kernel, pci }: HostLayout): string {
  return kernel.log
    .map((event) => {
      const driver = pci.find(({ address }) => address === ('address' in event ? event.address : ''))?.driver
      return `[${event.seconds.toFixed(6).padStart(12)}] ${writeEvent(event, driver ?? 'pcieport')}\n`
    })
    .join('')
}

function writeEvent(event: KernelEventLayout, driver: string): string {
  const { address } = event
  if (event.kind === 'xid') {
    const process = `pid=${event.pid}, name=${event.process}`
    // NVIDIA's messages leave the function out.
    return `NVRM: Xid (PCI:${address.slice(0, -2)}): ${event.number}, ${process}, ${event.text}`
  }
  if (event.kind === 'sxid') return `nvidia-nvswitch0: SXid (PCI:${address}): ${event.number}, ${event.text}`
  if (event.kind === 'vfio') return `vfio-pci ${address}: ${event.text}`
  return `${driver} ${address}: PCIe Bus Error: severity=${event.severity}, type=${event.layer}, (Receiver ID)`
}

/** /proc/pressure/{cpu,memory,io,irq}. */
export function writePressure({ load }: HostLayout): string {
  const write = (resource: string, kind: string, stall: StallLayout | null) => {
    if (stall === null) return []
    const percent = (hundredths: number) => (hundredths / 100).toFixed(2)
    return [
      `/proc/pressure/${resource}:${kind} avg10=${percent(stall.avg10)} avg60=${percent(stall.avg60)} avg300=${percent(stall.avg300)} total=${stall.totalMicroseconds}\n`,
    ]
  }
  return load.pressure
    .flatMap(({ resource, some, full }) => [
      ...write(resource, 'some', some),
      ...write(resource, 'full', full),
    ])
    .join('')
}

/** /proc/driver/nvidia/version and gpus/<address>/information. */
export function writeProcDriverNvidia(host: HostLayout): string {
  const { driverVersion, moduleFlavour, gpus } = requireNvidia(host)
  const build =
    moduleFlavour === 'open'
      ? `NVRM version: NVIDIA UNIX Open Kernel Module for ${host.cpu.architecture}  ${driverVersion}  Release Build  (root@${host.hostname})  Wed Oct  1 10:20:44 UTC 2025`
      : `NVRM version: NVIDIA UNIX ${host.cpu.architecture} Kernel Module  ${driverVersion}  Wed Oct  1 10:20:44 UTC 2025`
  const version = [build, 'GCC version:  gcc version 13.3.0 (Ubuntu 13.3.0-6ubuntu2~24.04)']
  const lines = [
    ...version.map((line) => `/proc/driver/nvidia/version:${line}`),
    ...gpus.flatMap((gpu, index) => {
      const irq = host.irqs.find(({ chip }) => chip.endsWith(gpu.address))?.irq ?? 0
      return [
        `Model: \t\t ${gpu.board.productName}`,
        `IRQ:   \t\t ${irq}`,
        `GPU UUID: \t ${gpu.uuid}`,
        `Video BIOS: \t ${gpu.vbiosVersion.toLowerCase()}`,
        `Bus Type: \t PCIe`,
        `DMA Size: \t 52 bits`,
        `DMA Mask: \t 0xfffffffffffff`,
        `Bus Location: \t ${gpu.address}`,
        `Device Minor: \t ${index}`,
        `GPU Firmware: \t ${driverVersion}`,
        `GPU Excluded:\t No`,
      ].map((line) => `/proc/driver/nvidia/gpus/${gpu.address}/information:${line}`)
    }),
  ]
  return `${lines.join('\n')}\n`
}
