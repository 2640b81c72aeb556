import { type PciAddress, parsePciAddress } from '@/server/core/units/pci-address'
import { describeMessage, findAddress, type KernelMessage } from './describe-message'
import { readAer } from './read-aer'
import { isSxidDetail, readSxid, readXid } from './read-xid'

/** `nvidia 0000:3b:00.0: …`: a driver speaks of its device. */
const OF_DEVICE = /^([\w.-]{1,40}) ([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): +(.*)$/i

/** Null for all that is none of GPUs, PCIe, IOMMU, VFIO and hardware errors. Takes the message without its stamp. */
export function classifyKernelMessage(message: string): KernelMessage | null {
  const [, driver = '', device = '', rest = message] = OF_DEVICE.exec(message) ?? []
  const address = parsePciAddress(device)
  if (isSxidDetail(message)) return null
  return (
    readXid(message) ??
    readSxid(message) ??
    readAer(address, rest) ??
    readIommu(address, rest) ??
    readMce(message) ??
    readVfio(message, address) ??
    readNvidia(message, address) ??
    readPcie(driver, address, rest)
  )
}

function readIommu(address: PciAddress | null, text: string): KernelMessage | null {
  if (/^arm-smmu\S* \S+: +(?:event|unhandled context fault)/i.test(text)) {
    return describeMessage('iommuFault', { address: findAddress(text, /client: (\S+)/) })
  }
  if (!/^(?:DMAR|AMD-Vi|iommu)\b/.test(text)) return null
  const isFault = /Request device \[|handling fault status|Event logged \[/i.test(text)
  const told = address ?? findAddress(text, /(?:Request device \[+|\bdevice=)([0-9a-f:.]+)/i)
  return describeMessage(isFault ? 'iommuFault' : 'iommu', { address: told })
}

/** Not what the machine check code says of itself while the host boots. */
function readMce(message: string): KernelMessage | null {
  const isError =
    message.includes('[Hardware Error]') ||
    /^(?:mce|MCE): .*(?:error|machine check|killing)/i.test(message) ||
    /^EDAC \S+: \d+ (?:CE|UE) /.test(message) ||
    message.startsWith('Memory failure: ')
  return isError ? describeMessage('mce', { address: findAddress(message, /device_id: (\S+)/) }) : null
}

function readVfio(message: string, address: PciAddress | null): KernelMessage | null {
  return /^\[?(?:vfio|nvidia-vgpu-vfio|mdev)/i.test(message) ? describeMessage('vfio', { address }) : null
}

function readNvidia(message: string, address: PciAddress | null): KernelMessage | null {
  if (!/^(?:NVRM: |nvidia|nouveau |\[drm\] \[nvidia)/.test(message)) return null
  const told =
    address ?? findAddress(message, /(?:PCI:|GPU )([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}(?:\.[0-7])?)/i)
  return describeMessage('nvidia', { address: told })
}

/** Of the many lines that PCI prints at boot, those that say that something is wrong or changed. */
const PCIE_TROUBLE =
  /pciehp: .*(?:Link (?:Up|Down)|Card (?:not )?present)|^DPC: (?!enabled)|limited by|no space for|failed to assign|can't assign|^not ready|gave up waiting|inaccessible|timed out|broken device/i

function readPcie(driver: string, address: PciAddress | null, rest: string): KernelMessage | null {
  if (!/^(?:pcieport|pci|pciehp)$/.test(driver) || !PCIE_TROUBLE.test(rest)) return null
  return describeMessage('pcie', { address })
}
