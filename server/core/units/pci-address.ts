/**
 * A PCI function's address in one spelling: `dddd:bb:dd.f`, lower case, the domain always there
 * (five or more digits only where the domain needs them, as below Intel's VMD: `10000:e1:00.0`).
 */
export type PciAddress = string & { readonly __brand: 'PciAddress' }

const ADDRESS = /^(?:([0-9a-f]{1,8}):)?([0-9a-f]{2}):([01][0-9a-f])\.([0-7])$/i

export interface PciAddressParts {
  domain: number
  bus: number
  device: number
  fn: number
}

/**
 * Reads an address as sysfs (`0000:1a:00.0`), NVML (`00000000:1A:00.0`) or short lspci (`1a:00.0`) prints it.
 * A missing domain is domain 0: lspci leaves it out only where the machine has no other. Anything else is null.
 */
export function parsePciAddress(text: string): PciAddress | null {
  const match = ADDRESS.exec(text.trim())
  if (!match) return null
  const domain = Number.parseInt(match[1] ?? '0', 16)
  return formatPciAddress({
    domain,
    bus: Number.parseInt(match[2] ?? '', 16),
    device: Number.parseInt(match[3] ?? '', 16),
    fn: Number(match[4]),
  })
}

/** Takes a normalised address apart. */
export function splitPciAddress(address: PciAddress): PciAddressParts {
  const match = ADDRESS.exec(address)
  return {
    domain: Number.parseInt(match?.[1] ?? '0', 16),
    bus: Number.parseInt(match?.[2] ?? '0', 16),
    device: Number.parseInt(match?.[3] ?? '0', 16),
    fn: Number(match?.[4] ?? 0),
  }
}

export function formatPciAddress({ domain, bus, device, fn }: PciAddressParts): PciAddress {
  return `${formatHex(domain, 4)}:${formatHex(bus, 2)}:${formatHex(device, 2)}.${fn}` as PciAddress
}

function formatHex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}

/** Orders by domain, bus, device, function. */
export function comparePciAddresses(a: PciAddress, b: PciAddress): number {
  const x = splitPciAddress(a)
  const y = splitPciAddress(b)
  return x.domain - y.domain || x.bus - y.bus || x.device - y.device || x.fn - y.fn
}
