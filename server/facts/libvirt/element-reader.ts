import type { CpuList } from '@/server/core/units/cpu-list'
import { asMib, type Mib } from '@/server/core/units/mib'
import { formatPciAddress, type PciAddress, parsePciAddress } from '@/server/core/units/pci-address'
import type { IssueList } from '@/server/facts/part-refusal'
import { readText } from '@/server/facts/text/read-value'
import { findNode, type XmlNode } from '@/server/facts/text/xml-tree'
import { readCpuSet } from './read-cpu-set'
import { readByteSize, readPciNumber, readUuid } from './read-libvirt-value'

/**
 * Values of one element by paths such as `cpu/topology@sockets` (an attribute) or `os/type` (a text). What is absent
 * reads as null; what is there but cannot be read is null and an issue.
 */
export class ElementReader {
  readonly node: XmlNode
  readonly #issues: IssueList

  constructor(node: XmlNode, issues: IssueList) {
    this.node = node
    this.#issues = issues
  }

  get line(): number {
    return this.node.line
  }

  enter(path: string): ElementReader | null {
    const node = findNode(this.node, path)
    return node && new ElementReader(node, this.#issues)
  }

  /** Readers of all elements at a path whose last name repeats; the elements before it are the first of their name. */
  enterEach(path: string): ElementReader[] {
    const slash = path.lastIndexOf('/')
    const above = slash < 0 ? this.node : findNode(this.node, path.slice(0, slash))
    const name = path.slice(slash + 1)
    const nodes = above?.children.filter((child) => child.name === name) ?? []
    return nodes.map((node) => new ElementReader(node, this.#issues))
  }

  /** The child `<capability type='…'>` of this type: libvirt nests all that devices can under one name. */
  enterCapability(type: string): ElementReader | null {
    return this.enterEach('capability').find((capability) => capability.raw('@type') === type) ?? null
  }

  raw(path: string): string | null {
    const at = path.indexOf('@')
    const elementPath = at < 0 ? path : path.slice(0, at)
    const node = elementPath === '' ? this.node : findNode(this.node, elementPath)
    if (!node) return null
    return at < 0 ? node.text : (node.attributes[path.slice(at + 1)] ?? null)
  }

  text(path: string): string | null {
    return readText(this.raw(path))
  }

  count(path: string): number | null {
    return this.#take(path, (text) => (/^\d{1,15}$/.test(text) ? Number(text) : null))
  }

  integer(path: string): number | null {
    return this.#take(path, (text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : null))
  }

  decimal(path: string): number | null {
    return this.#take(path, (text) => (/^\d{1,9}(?:\.\d{1,6})?$/.test(text) ? Number(text) : null))
  }

  /** One of two words; anything else is unreadable. */
  flag(path: string, yes = 'yes', no = 'no'): boolean | null {
    return this.#take(path, (text) => (text === yes || text === no ? text === yes : null))
  }

  cpus(path: string): CpuList | null {
    return this.#take(path, readCpuSet)
  }

  uuid(path: string): string | null {
    return this.#take(path, readUuid)
  }

  /** A number with its unit in another attribute or place; without one it is in KiB, as libvirt has it. */
  kib(path: string, unitPath: string): number | null {
    const unit = this.raw(unitPath) ?? 'KiB'
    return this.#take(path, (text) => {
      const bytes = readByteSize(text, unit)
      return bytes === null ? null : Math.floor(bytes / 1024)
    })
  }

  mib(path: string, unitPath = `${path}@unit`): Mib | null {
    const kib = this.kib(path, unitPath)
    return kib === null ? null : asMib(Math.floor(kib / 1024))
  }

  /** `<address domain='0x0000' bus='0x82' slot='0x00' function='0x3'/>`; a missing domain is libvirt's 0. */
  address(path: string): PciAddress | null {
    const element = path === '' ? this.node : findNode(this.node, path)
    if (!element) return null
    const { domain = '0x0000', bus = '', slot = '', function: fn = '' } = element.attributes
    const [domainNumber, busNumber, device, fnNumber] = [domain, bus, slot, fn].map(readPciNumber)
    const address = composeAddress(domainNumber, busNumber, device, fnNumber)
    if (!address) this.report(path, `${domain}:${bus}:${slot}.${fn}`)
    return address
  }

  /** `0000:3b:00.0` as a text. */
  addressText(path: string): PciAddress | null {
    return this.#take(path, parsePciAddress)
  }

  /** `0x10DE` to `10de`, as many digits as asked for. */
  hexId(path: string, digits: number): string | null {
    return this.#take(path, (text) => {
      const hex = /^0x([0-9a-f]{1,8})$/i.exec(text)?.[1]
      return hex?.length === digits ? hex.toLowerCase() : null
    })
  }

  /** Notes a value that was read but cannot be right, or could not be read. */
  report(path: string, detail: string): void {
    const line = findNode(this.node, path.replace(/@.*$/, ''))?.line ?? this.line
    this.#issues.add('unreadableValue', line, `${path || this.node.name}: ${detail}`)
  }

  #take<T>(path: string, read: (text: string) => T | null): T | null {
    const text = this.text(path)
    if (text === null) return null
    const value = read(text)
    if (value === null) this.report(path, text)
    return value
  }
}

/** Null unless all four are there and in the range of a PCI address. */
export function composeAddress(
  domain: number | null | undefined,
  bus: number | null | undefined,
  device: number | null | undefined,
  fn: number | null | undefined,
): PciAddress | null {
  if (typeof domain !== 'number' || typeof bus !== 'number') return null
  if (typeof device !== 'number' || typeof fn !== 'number') return null
  if (domain > 0xff_ff_ff_ff || bus > 255 || device > 31 || fn > 7) return null
  return formatPciAddress({ domain, bus, device, fn })
}
