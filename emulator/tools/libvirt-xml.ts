import { writeAttributes, type XmlElement } from './xml-text'

/** An element of libvirt's, whose attributes stand in single quotes. */
export function node(
  name: string,
  attributes: Record<string, string | number>,
  content: string | XmlElement[] = [],
): XmlElement {
  return { name, attributes: writeAttributes(attributes, "'"), content }
}

export function only(isMet: boolean, ...elements: XmlElement[]): XmlElement[] {
  return isMet ? elements : []
}

/** `0000:3b:00.1` as libvirt's four hexadecimal attributes. */
export function writeAddress(address: string): Record<string, string> {
  const { domain, bus, slot, fn } = splitAddress(address)
  const hex = (value: number, digits: number) => `0x${value.toString(16).padStart(digits, '0')}`
  return { domain: hex(domain, 4), bus: hex(bus, 2), slot: hex(slot, 2), function: hex(fn, 1) }
}

export function splitAddress(address: string): { domain: number; bus: number; slot: number; fn: number } {
  const [domain = '', bus = '', rest = ''] = address.split(':')
  return {
    domain: Number.parseInt(domain, 16),
    bus: Number.parseInt(bus, 16),
    slot: Number.parseInt(rest.slice(0, 2), 16),
    fn: Number(rest.slice(3)),
  }
}

/** `pci_0000_3b_00_1`. */
export function nameNode(address: string): string {
  return `pci_${address.replaceAll(/[:.]/g, '_')}`
}
