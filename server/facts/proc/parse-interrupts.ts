import type { Interrupt, InterruptsFacts } from '@/server/core/inventory/tools/irq-facts'
import { formatPciAddress, type PciAddress, parsePciAddress } from '@/server/core/units/pci-address'
import type { IssueList } from '@/server/facts/part-refusal'
import { type CpuRow, readCpuTable } from './read-cpu-table'

/** Longer than any chip with all its handlers; a line shared by many devices may be long. */
const MAX_DESCRIPTION_CHARACTERS = 1_024

/**
 * kernel/irq/proc.c: the chip's name, its own number of the interrupt where it has one, the trigger (`-edge` on x86,
 * ` Edge` elsewhere), and the handlers.
 */
const DESCRIPTION = /^(\S+)\s+(?:(\d{1,15})(?:-\S+|\s+(?:Level|Edge|None)(?=\s|$))?|-\S+)(?:\s+(\S.*))?$/

/** Kernels before 4.3 wrote chip and trigger in one word: `PCI-MSI-edge      nvidia`. */
const OLD_DESCRIPTION = /^(\S+)-(?:edge|level|fasteoi)(?:\s+(\S.*))?$/

/** /proc/interrupts of x86 and Arm. Throws `PartRefusal`. */
export function parseInterrupts(text: string, issues: IssueList): InterruptsFacts {
  const { cpus, rows } = readCpuTable(text, issues)
  return { cpus, interrupts: rows.map(readInterrupt) }
}

function readInterrupt({ id, total, counts, rest }: CpuRow): Interrupt {
  const shown = rest.slice(0, MAX_DESCRIPTION_CHARACTERS)
  const { chip, chipNumber, actions } = /^\d+$/.test(id) ? readDevice(shown) : NO_DEVICE
  const address = findAddress(chip, chipNumber, actions)
  const description = shown === '' ? null : shown.replace(/\s+/g, ' ')
  return { id, total, counts, chip, address, actions, description }
}

interface DeviceWords {
  chip: string | null
  chipNumber: number | null
  actions: string[]
}

const NO_DEVICE: DeviceWords = { chip: null, chipNumber: null, actions: [] }

function readDevice(text: string): DeviceWords {
  const match = DESCRIPTION.exec(text)
  if (match?.[1]) {
    const chipNumber = match[2] === undefined ? null : Number(match[2])
    return { chip: match[1], chipNumber, actions: splitActions(match[3]) }
  }
  const old = OLD_DESCRIPTION.exec(text)
  return old?.[1] ? { chip: old[1], chipNumber: null, actions: splitActions(old[2]) } : NO_DEVICE
}

function splitActions(text: string | undefined): string[] {
  return (text ?? '').split(', ').flatMap((action) => action.trim() || [])
}

const ADDRESS = /(?:^|[-(:])([0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7])\)?$/i

function findAddress(chip: string | null, chipNumber: number | null, actions: string[]): PciAddress | null {
  for (const text of [chip ?? '', ...actions]) {
    const address = parsePciAddress(ADDRESS.exec(text)?.[1] ?? '')
    if (address) return address
  }
  return /(?:^|-)PCI-MSIX?$|^ITS-MSI$/.test(chip ?? '') ? unpackMsiNumber(chipNumber ?? 0) : null
}

/**
 * One chip for all PCI functions (before Linux 6.2) numbers its interrupts domain · 2²⁷ + function · 2¹¹ + vector
 * (pci_msi_domain_calc_hwirq). Small numbers are of chips that count from zero for each function.
 */
function unpackMsiNumber(number: number): PciAddress | null {
  if (number < 2 ** 11) return null
  const domain = Math.floor(number / 2 ** 27)
  const requester = Math.floor(number / 2 ** 11) % 2 ** 16
  if (domain > 0xffff || requester === 0) return null
  return formatPciAddress({
    domain,
    bus: requester >> 8,
    device: (requester >> 3) & 0x1f,
    fn: requester & 7,
  })
}
