import { type PciAddress, parsePciAddress } from '@/server/core/units/pci-address'

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** In lower case; null for what is none, masked ones of one repeated digit among them. */
export function readUuid(text: string): string | null {
  const uuid = text.toLowerCase()
  return UUID.test(uuid) && !/^([0-9a-f])(?:\1|-)*$/.test(uuid) ? uuid : null
}

/** A part of an address: `0x3b` in hexadecimal, else decimal. A leading zero would be octal to libvirt, so it is neither. */
export function readPciNumber(text: string): number | null {
  if (/^0x[0-9a-f]{1,8}$/i.test(text)) return Number.parseInt(text.slice(2), 16)
  return /^(?:0|[1-9]\d{0,9})$/.test(text) ? Number(text) : null
}

const PREFIXES = ['', 'k', 'm', 'g', 't', 'p', 'e']

/** A size in one of libvirt's units (`bytes`, `KB` of 1000, `KiB` and `K` of 1024, …) in bytes; null beyond 2^53. */
export function readByteSize(text: string, unit: string): number | null {
  if (!/^\d{1,16}$/.test(text)) return null
  const name = unit.toLowerCase()
  const match = /^([kmgtpe])(b|ib)?$/.exec(name)
  if (!match && !['b', 'byte', 'bytes'].includes(name)) return null
  const power = PREFIXES.indexOf(match?.[1] ?? '')
  const bytes = Number(text) * (match?.[2] === 'b' ? 1000 : 1024) ** power
  return Number.isSafeInteger(bytes) ? bytes : null
}

const PCI_NAME = /^pci_([0-9a-f]{4,8})_([0-9a-f]{2})_([01][0-9a-f])_([0-7])$/

/** The address in a device's name: `pci_0000_82_00_0`. */
export function readPciName(name: string | null): PciAddress | null {
  const match = PCI_NAME.exec(name ?? '')
  return match && parsePciAddress(`${match[1]}:${match[2]}:${match[3]}.${match[4]}`)
}

const MDEV_NAME =
  /^mdev_([0-9a-f]{8}_[0-9a-f]{4}_[0-9a-f]{4}_[0-9a-f]{4}_[0-9a-f]{12})(?:_([0-9a-f]{4,8}_[0-9a-f]{2}_[01][0-9a-f]_[0-7]))?$/

/** What the name of a mediated device tells: its UUID and, since libvirt 7.8, its parent. */
export function readMdevName(name: string | null): { uuid: string | null; parent: PciAddress | null } {
  const match = MDEV_NAME.exec(name ?? '')
  return {
    uuid: readUuid(match?.[1]?.replaceAll('_', '-') ?? ''),
    parent: match?.[2] === undefined ? null : readPciName(`pci_${match[2]}`),
  }
}

/** The address at the end of a sysfs path: `/sys/devices/pci0000:80/0000:80:03.0/0000:82:00.0`. */
export function readPathAddress(path: string | null): PciAddress | null {
  const last = path?.split('/').at(-1) ?? ''
  return /^[0-9a-f]{4,8}:/i.test(last) ? parsePciAddress(last) : null
}
