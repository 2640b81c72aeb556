import type { HostPciFunction } from '@/server/core/inventory/host-facts'
import type { HostGpu } from '@/server/core/inventory/host-gpu'
import { splitPciAddress } from '@/server/core/units/pci-address'

type GpuVendor = HostGpu['vendor']

const VENDOR_OF_ID: Record<string, GpuVendor> = { '10de': 'nvidia', '1002': 'amd', '8086': 'intel' }

/** For lspci without -nn, which prints names only. */
const VENDOR_OF_NAME: [RegExp, GpuVendor][] = [
  [/^NVIDIA Corporation\b/, 'nvidia'],
  [/^Advanced Micro Devices\b/, 'amd'],
  [/^Intel Corporation\b/, 'intel'],
]

const DISPLAY_CLASS_NAME = /^(?:VGA compatible controller|3D controller|Display controller)$/

/** ATI chips that management controllers used for their console: Rage XL and ES1000. */
const AMD_CONSOLE_CHIPS = new Set(['4752', '515e', '5969'])

export function getGpuVendor(fn: Pick<HostPciFunction, 'vendorId' | 'name'>): GpuVendor {
  if (fn.vendorId !== null) return VENDOR_OF_ID[fn.vendorId] ?? 'unknown'
  return VENDOR_OF_NAME.find(([shape]) => shape.test(fn.name ?? ''))?.[1] ?? 'unknown'
}

/**
 * Whether a PCI function is a GPU that work can be placed on. By vendor, so that the display chips of management
 * controllers and hypervisors (ASPEED, Matrox, QEMU, virtio, VMware, …) are out without a list of them; NVSwitch
 * bridges (class 0680) and audio functions are out by class, virtual functions by their owner, and Intel's built-in
 * graphics by its fixed place 00:02.
 */
export function isGpuFunction(fn: HostPciFunction): boolean {
  const vendor = getGpuVendor(fn)
  if (vendor === 'unknown' || fn.physicalFunction !== null) return false
  if (vendor === 'amd') {
    return (isDisplay(fn) || isAccelerator(fn)) && !AMD_CONSOLE_CHIPS.has(fn.deviceId ?? '')
  }
  if (vendor === 'intel') {
    const { bus, device } = splitPciAddress(fn.address)
    return isDisplay(fn) && !(bus === 0 && device === 2)
  }
  return isDisplay(fn)
}

function isDisplay(fn: HostPciFunction): boolean {
  return fn.classCode !== null ? fn.classCode.startsWith('03') : DISPLAY_CLASS_NAME.test(fn.className ?? '')
}

/** AMD's Instinct from MI300 on are "processing accelerators", not displays. */
function isAccelerator(fn: HostPciFunction): boolean {
  return fn.classCode !== null ? fn.classCode === '1200' : fn.className === 'Processing accelerators'
}
