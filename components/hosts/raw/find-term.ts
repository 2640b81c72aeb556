import type { ToolId } from '@/server/core/inventory/tools/tool-facts'
import { type PciAddress, parsePciAddress, splitPciAddress } from '@/server/core/units/pci-address'

/** Shorter texts occur everywhere: looking for them leads nowhere. */
const shortestTerm = 4

/** What introduces a number in an output where the number alone would be found anywhere. */
const labels: Readonly<Partial<Record<ToolId, Readonly<Record<string, string>>>>> = {
  lscpu: {
    'cpu.sockets': 'Socket(s)',
    'cpu.coresPerSocket': 'Core(s) per socket',
    'cpu.threadsPerCore': 'Thread(s) per core',
    'cpu.cpus': 'CPU(s):',
    'cpu.onlineCpus': 'On-line CPU(s) list',
  },
  kernels: { 'kernel.isRebootRequired': 'reboot_required' },
}

export type FindTermChoice = {
  readonly tool: ToolId
  /** As `listFactLeaves` writes it. */
  readonly path: string
  /** What this tool said, as the page shows it. */
  readonly value: string | null
}

/**
 * The text by which a fact is found in the output of a tool: a label where one is known, the device that the fact
 * is about, or the value itself. Null where none of them would lead to the place.
 */
export function chooseFindTerm({ tool, path, value }: FindTermChoice): string | null {
  const label = labels[tool]?.[path]
  if (label !== undefined) return label
  const device = findDevice(path)
  if (device !== null) return writeDevice(tool, device)
  if (value === null || value.length < shortestTerm || value.length > 200) return null
  return /^[[{]|^(?:true|false)$/.test(value) || value.includes('\n') ? null : value
}

/** The device that a path leads through: a PCI address, a UUID, an interface. Not `gpu:0`, which is Berth's own. */
function findDevice(path: string): string | null {
  const name = /^(?:gpus|pciFunctions|networkAdapters)\[([^\]]+)\]/.exec(path)?.[1]
  return name === undefined || name.startsWith('gpu:') ? null : name
}

/** The first PCI address in a text that a reader sees; null without one. */
export function findPciAddress(text: string): PciAddress | null {
  const found = /(?<![0-9a-f:.])(?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[01][0-9a-f]\.[0-7](?![0-9a-f.])/i.exec(
    text,
  )?.[0]
  return found === undefined ? null : parsePciAddress(found)
}

/** A device in the spelling of a tool. */
export function writeDevice(tool: ToolId, device: string): string {
  const address = parsePciAddress(device)
  if (address === null) return device
  const { domain, bus, device: slot, fn } = splitPciAddress(address)
  const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0')
  if (tool === 'virsh-nodedev' || tool === 'virsh-nodedev-list') {
    return `pci_${hex(domain, 4)}_${hex(bus, 2)}_${hex(slot, 2)}_${fn}`
  }
  if (tool === 'virsh-domains') return `bus='0x${hex(bus, 2)}' slot='0x${hex(slot, 2)}'`
  return address
}
