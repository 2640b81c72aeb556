import type { SysfsPciFacts, SysfsPciFunction } from '@/server/core/inventory/tools/pci-facts'
import { type PciAddress, parsePciAddress } from '@/server/core/units/pci-address'
import { parseLinkSpeedGts, parseLinkWidth } from '@/server/core/units/pcie-link'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readPathValues } from '@/server/facts/text/path-values'

const PATH = /^\/sys\/bus\/pci\/devices\/([^/]+)\/([a-z_]+)$/

const MAX_FUNCTIONS = 16_384

/**
 * Lines `/sys/bus/pci/devices/<address>/<attribute>:<value>`. Functions stay in the order of the text, so that a text
 * cut off tells the first of them and not others; of a line that stands twice the first counts. Throws `PartRefusal`.
 */
export function parseSysfsPci(text: string, issues: IssueList): SysfsPciFacts {
  const functions = new Map<PciAddress, SysfsPciFunction>()
  const seen = new Set<string>()
  for (const { path, value, line } of readPathValues(text, (candidate) => PATH.test(candidate), issues)) {
    const [, name = '', attribute = ''] = PATH.exec(path) ?? []
    const address = parsePciAddress(name)
    if (!address) {
      issues.add('unreadableValue', line, `address ${name}`)
      continue
    }
    if (seen.has(path)) {
      issues.add('duplicate', line, path)
      continue
    }
    seen.add(path)
    const fn = functions.get(address) ?? createFunction(address)
    functions.set(address, fn)
    if (functions.size > MAX_FUNCTIONS)
      throw new PartRefusal('tooLarge', line, `over ${MAX_FUNCTIONS} functions`)
    if (!takeAttribute(fn, attribute, value)) issues.add('unreadableValue', line, `${attribute}: ${value}`)
  }
  if (functions.size === 0) throw new PartRefusal('unrecognised', 1, 'no line of /sys/bus/pci/devices')
  return { functions: [...functions.values()] }
}

/** False when the value is not one the kernel prints. Attributes nobody asked for are passed over. */
function takeAttribute(fn: SysfsPciFunction, attribute: string, value: string): boolean {
  switch (attribute) {
    case 'class':
      // 0x030200: class, subclass, programming interface.
      fn.classCode = /^0x([0-9a-f]{4})[0-9a-f]{2}$/i.exec(value)?.[1]?.toLowerCase() ?? null
      return fn.classCode !== null
    case 'vendor':
      fn.vendorId = readId(value)
      return fn.vendorId !== null
    case 'device':
      fn.deviceId = readId(value)
      return fn.deviceId !== null
    case 'subsystem_vendor':
      fn.subsystemVendorId = readSubsystemId(value)
      return readId(value) !== null
    case 'subsystem_device':
      fn.subsystemDeviceId = readSubsystemId(value)
      return readId(value) !== null
    case 'current_link_speed':
      fn.currentLinkSpeedGts = parseLinkSpeedGts(value)
      return fn.currentLinkSpeedGts !== null || isNoLink(value)
    case 'max_link_speed':
      fn.maxLinkSpeedGts = parseLinkSpeedGts(value)
      return fn.maxLinkSpeedGts !== null || isNoLink(value)
    case 'current_link_width':
      fn.currentLinkWidth = parseLinkWidth(value)
      return fn.currentLinkWidth !== null || isNoLink(value)
    case 'max_link_width':
      fn.maxLinkWidth = parseLinkWidth(value)
      return fn.maxLinkWidth !== null || isNoLink(value)
    default:
      return takePlace(fn, attribute, value)
  }
}

function takePlace(fn: SysfsPciFunction, attribute: string, value: string): boolean {
  switch (attribute) {
    case 'numa_node':
      fn.numaNode = /^(?:-1|\d{1,5})$/.test(value) ? Number(value) : null
      return fn.numaNode !== null
    case 'sriov_numvfs':
      fn.sriovNumVfs = readCount(value)
      return fn.sriovNumVfs !== null
    case 'sriov_totalvfs':
      fn.sriovTotalVfs = readCount(value)
      return fn.sriovTotalVfs !== null
    case 'iommu_group':
      fn.iommuGroup = readCount(value)
      return fn.iommuGroup !== null
    case 'driver':
      fn.driver = /^[\w.-]{1,64}$/.test(value) ? value : null
      return fn.driver !== null
    case 'parent':
      fn.parent = parsePciAddress(value)
      fn.rootBus = /^pci[0-9a-f]{4,8}:[0-9a-f]{2}$/i.test(value) ? value.toLowerCase() : null
      return fn.parent !== null || fn.rootBus !== null
    default:
      return true
  }
}

/** What the kernel prints for a function without a link (0) or off the bus (63, 255). */
function isNoLink(value: string): boolean {
  return /^(?:Unknown(?: speed)?|0|63|255)$/i.test(value)
}

function readId(value: string): string | null {
  return /^0x([0-9a-f]{4})$/i.exec(value)?.[1]?.toLowerCase() ?? null
}

/** 0000 stands in a function that has no subsystem, bridges above all. */
function readSubsystemId(value: string): string | null {
  const id = readId(value)
  return id === '0000' ? null : id
}

function readCount(value: string): number | null {
  return /^\d{1,6}$/.test(value) ? Number(value) : null
}

function createFunction(address: PciAddress): SysfsPciFunction {
  return {
    address,
    classCode: null,
    vendorId: null,
    deviceId: null,
    subsystemVendorId: null,
    subsystemDeviceId: null,
    currentLinkSpeedGts: null,
    currentLinkWidth: null,
    maxLinkSpeedGts: null,
    maxLinkWidth: null,
    numaNode: null,
    sriovNumVfs: null,
    sriovTotalVfs: null,
    driver: null,
    iommuGroup: null,
    parent: null,
    rootBus: null,
  }
}
