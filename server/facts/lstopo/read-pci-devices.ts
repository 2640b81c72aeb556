import type { HwlocNumaNode, HwlocOsDevice, HwlocPciDevice } from '@/server/core/inventory/tools/hwloc-facts'
import type { PciIds } from '@/server/core/inventory/tools/pci-facts'
import { parsePciAddress } from '@/server/core/units/pci-address'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readText } from '@/server/facts/text/read-value'
import { findAbove, findLocality, type HwlocObject, readInfo, readWhole } from './hwloc-objects'
import { readBitmap } from './read-bitmap'
import { isOrdinaryMemory } from './read-numa-nodes'
import { isGpuDevice, joinGpu, readOsDevice } from './read-os-device'

const MAX_DEVICES = 16_384

/** `0604 [10b5:8725] [10b5:8725] ca 00`: class, ids, subsystem, revision, and from hwloc 3 on the interface. */
const PCI_TYPE =
  /^([0-9a-f]{4}) \[([0-9a-f]{4}):([0-9a-f]{4})\](?: \[([0-9a-f]{4}):([0-9a-f]{4})\])?(?: ([0-9a-f]{2}))?(?: [0-9a-f]{2})?$/i

interface PciContext {
  nodes: HwlocNumaNode[]
  /** From format 3 on an operating-system device's type is a mask of bits. */
  hasKindBits: boolean
  issues: IssueList
}

/** The nearest node of what hangs from an object, looked up once for each. */
type Nearest = Map<HwlocObject | null, number | null>

export interface HwlocDevices {
  pciDevices: HwlocPciDevice[]
  looseGpus: HwlocOsDevice[]
}

/** PCI devices and bridges with what the operating system makes of them. Throws `PartRefusal`. */
export function readDevices(objects: HwlocObject[], context: PciContext): HwlocDevices {
  const pciDevices: HwlocPciDevice[] = []
  const byObject = new Map<HwlocObject, HwlocPciDevice>()
  const seen = new Set<string>()
  const nearest: Nearest = new Map()
  const looseGpus: HwlocOsDevice[] = []
  for (const object of objects) {
    if (object.type === 'OSDev') {
      takeOsDevice(object, byObject, looseGpus, context.hasKindBits)
      continue
    }
    const device = isPci(object) ? readPciDevice(object, context, nearest) : null
    if (!device) continue
    if (seen.has(device.address)) context.issues.add('duplicate', object.node.line, device.address)
    seen.add(device.address)
    byObject.set(object, device)
    pciDevices.push(device)
    if (pciDevices.length > MAX_DEVICES) {
      throw new PartRefusal('tooLarge', object.node.line, `over ${MAX_DEVICES} PCI devices`)
    }
  }
  for (const device of pciDevices) device.gpu = joinGpu(device.osDevices)
  return { pciDevices, looseGpus }
}

/** A device or a PCI-to-PCI bridge; a host bridge has no address of its own. */
function isPci({ type, node }: HwlocObject): boolean {
  return type === 'PCIDev' || (type === 'Bridge' && node.attributes.pci_busid !== undefined)
}

function takeOsDevice(
  object: HwlocObject,
  byObject: Map<HwlocObject, HwlocPciDevice>,
  looseGpus: HwlocOsDevice[],
  hasKindBits: boolean,
): void {
  const device = readOsDevice(object.node, hasKindBits)
  if (!device) return
  const pci = findAbove(object, (above) => above.type === 'PCIDev')
  if (pci) byObject.get(pci)?.osDevices.push(device)
  else if (isGpuDevice(device, object.node)) looseGpus.push(device)
}

function readPciDevice(
  object: HwlocObject,
  { nodes, issues }: PciContext,
  nearest: Nearest,
): HwlocPciDevice | null {
  const { attributes, line } = object.node
  const address = parsePciAddress(attributes.pci_busid ?? '')
  if (!address) {
    issues.add('unreadableValue', line, `PCI address ${attributes.pci_busid ?? ''}`)
    return null
  }
  const type = PCI_TYPE.exec(attributes.pci_type ?? '')
  if (!type) issues.add('unreadableValue', line, `PCI type ${attributes.pci_type ?? ''}`)
  const locality = findLocality(object)
  if (!nearest.has(locality)) nearest.set(locality, findNearestNode(locality, nodes))
  const parent = findAbove(object, isPci)
  const hostBridge = parent ? null : findAbove(object, (above) => above.type === 'Bridge')
  const vendorAndDevice = [readInfo(object.node, 'PCIVendor'), readInfo(object.node, 'PCIDevice')]
  return {
    address,
    ...readIds(type),
    name: vendorAndDevice.filter((name) => name !== null).join(' ') || null,
    subtype: readText(attributes.subtype ?? null),
    revision: type?.[6]?.toLowerCase() ?? null,
    linkSpeedGBps: readLinkSpeed(attributes.pci_link_speed),
    numaNode: nearest.get(locality) ?? null,
    parent: parsePciAddress(parent?.node.attributes.pci_busid ?? ''),
    rootBus: readRootBus(hostBridge),
    bridge: object.type === 'Bridge' ? readBuses(attributes.bridge_pci) : null,
    physicalSlot: readInfo(object.node, 'PCISlot'),
    gpu: null,
    osDevices: [],
  }
}

function readIds(type: RegExpExecArray | null): PciIds {
  const read = (position: number) => type?.[position]?.toLowerCase() ?? null
  const readUnlessZero = (position: number) => (read(position) === '0000' ? null : read(position))
  return {
    classCode: read(1),
    vendorId: read(2),
    deviceId: read(3),
    subsystemVendorId: readUnlessZero(4),
    subsystemDeviceId: readUnlessZero(5),
  }
}

/** Without root, and for links that are none, hwloc prints 0. */
function readLinkSpeed(text: string | undefined): number | null {
  return text && /^\d{1,6}(?:\.\d{1,6})?$/.test(text) && Number(text) > 0 ? Number(text) : null
}

/**
 * The node of ordinary memory that is near, by the object the device's bus hangs from. A bus that hangs from a group
 * of packages or from the machine is equally near to all their nodes.
 */
function findNearestNode(locality: HwlocObject | null, nodes: HwlocNumaNode[]): number | null {
  const { nodeset, os_index: osIndex } = locality?.node.attributes ?? {}
  const own = locality?.type === 'NUMANode' ? readWhole(osIndex) : null
  const near = new Set(readBitmap(nodeset) ?? (own === null ? [] : [own]))
  const all = nodes.filter((node) => near.has(node.osIndex))
  const candidates = all.length > 1 ? all.filter(isOrdinaryMemory) : all
  return candidates.length === 1 ? (candidates[0]?.osIndex ?? null) : null
}

/** `0000:[01-0a]`, in hexadecimal. */
function readBuses(text: string | undefined): HwlocPciDevice['bridge'] {
  const match = /^[0-9a-f]{4,8}:\[([0-9a-f]{2})-([0-9a-f]{2})\]$/i.exec(text ?? '')
  if (!match?.[1] || !match[2]) return null
  return { secondaryBus: Number.parseInt(match[1], 16), subordinateBus: Number.parseInt(match[2], 16) }
}

function readRootBus(hostBridge: HwlocObject | null): string | null {
  const match = /^([0-9a-f]{4,8}):\[([0-9a-f]{2})-/i.exec(hostBridge?.node.attributes.bridge_pci ?? '')
  return match ? `pci${match[1]}:${match[2]}`.toLowerCase() : null
}
