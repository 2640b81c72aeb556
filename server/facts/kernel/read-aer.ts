import {
  formatPciAddress,
  type PciAddress,
  parsePciAddress,
  splitPciAddress,
} from '@/server/core/units/pci-address'
import { describeMessage, type KernelMessage } from './describe-message'

/** The four sorts of lines of drivers/pci/pcie/aer.c: received, decoded, registers, names of the bits. */
const AER =
  /^(?:PCIe Bus Error:|device \[[0-9a-f]{4}:[0-9a-f]{4}\] error status\/mask=|\[ ?\d{1,2}\] \w|(?:Multiple )?(?:Correct|Uncorrect))/i

const SEVERITY = /(?:severity=|^|^Multiple )(Correct(?:ed|able)|Uncorrect(?:ed|able) \((Fatal|Non-Fatal)\))/i

/**
 * A line of PCIe's Advanced Error Reporting, or null. `device` is the function at the line's beginning; where it is a
 * port that tells of another function, that one erred. Older kernels print its requester id only, `id=00e5`.
 */
export function readAer(device: PciAddress | null, text: string): KernelMessage | null {
  const rest = text.replace(/^(?:PCIe )?AER: +/, '')
  const isSaid = rest !== text && !/^enabled\b/.test(rest)
  if (device === null || !(isSaid || AER.test(rest))) return null
  const severity = SEVERITY.exec(rest)
  return describeMessage('aer', {
    address: findSource(device, rest) ?? device,
    severity: severity ? nameSeverity(severity[2]) : null,
  })
}

function nameSeverity(fatal: string | undefined): string {
  if (fatal === undefined) return 'Corrected'
  return /^fatal$/i.test(fatal) ? 'Uncorrected (Fatal)' : 'Uncorrected (Non-Fatal)'
}

function findSource(port: PciAddress, text: string): PciAddress | null {
  const told = /(?:error|message) received(?::| from) (\S+)/.exec(text)?.[1] ?? ''
  const requester = /^id=([0-9a-f]{4})$/i.exec(told)?.[1]
  // Linux 4.20 wrote the function after a colon: 0000:00:03:0.
  if (requester === undefined) return parsePciAddress(told.replace(/:([0-7])$/, '.$1'))
  const id = Number.parseInt(requester, 16)
  const { domain } = splitPciAddress(port)
  return formatPciAddress({ domain, bus: id >> 8, device: (id >> 3) & 0x1f, fn: id & 7 })
}
