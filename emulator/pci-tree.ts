export interface PciLink {
  maxGts: number
  maxWidth: number
  currentGts: number
  currentWidth: number
  port: 'endpoint' | 'rootPort' | 'upstream' | 'downstream'
}

export interface PciBarLayout {
  index: number
  sizeText: string
  is64Bit: boolean
  isPrefetchable: boolean
  /** The firmware found no room for it. */
  isUnassigned?: boolean
}

/** What a kind of device is, wherever it is plugged in. */
export interface PciModel {
  classCode: string
  progIf: string
  className: string
  vendorId: string
  vendorName: string
  deviceId: string
  deviceName: string
  subsystem: { vendorId: string; deviceId: string; name: string } | null
  revision: string
  gts: number
  width: number
  bars: PciBarLayout[]
  virtualFunctions: number
  driver: string | null
  modules: string[]
}

/** Routing ids of virtual functions begin so far behind their physical function's. */
export const VF_OFFSET = 4

export interface PciFunction extends Omit<PciModel, 'gts' | 'width'> {
  address: string
  /** Address of the bridge above, or the root bus as sysfs names it (`pci0000:15`). */
  parent: string
  /** As the firmware says; -1: no node. */
  numaNode: number
  iommuGroup: number
  /** On a virtual function: whose it is. */
  physicalFunction: string | null
  link: PciLink | null
  buses: { secondary: number; subordinate: number } | null
}

/** A place under a bridge where one device goes. */
export interface PciPort {
  bridge: PciFunction
}

const LINK_ROOT: PciModel = {
  classCode: '0604',
  progIf: '00',
  className: 'PCI bridge',
  vendorId: '8086',
  vendorName: 'Intel Corporation',
  deviceId: '352a',
  deviceName: 'Device',
  subsystem: null,
  revision: '30',
  gts: 32,
  width: 16,
  bars: [],
  virtualFunctions: 0,
  driver: 'pcieport',
  modules: [],
}
const AMD_ROOT = {
  vendorId: '1022',
  vendorName: 'Advanced Micro Devices, Inc. [AMD]',
  deviceId: '14ab',
  revision: '01',
}
const SWITCH = {
  vendorId: '1000',
  vendorName: 'Broadcom / LSI',
  deviceId: 'c030',
  deviceName: 'PEX890xx PCIe Gen 5 Switch',
  revision: 'b0',
}

/** Builds a host's PCIe tree from the root, dealing out bus numbers and IOMMU groups as firmware would. */
export class PciTree {
  readonly functions: PciFunction[] = []
  readonly #rootVendor: 'intel' | 'amd'
  readonly #nextBus = new Map<string, number>()
  #nextGroup = 0

  constructor(rootVendor: 'intel' | 'amd') {
    this.#rootVendor = rootVendor
  }

  /** A root port on its own host bridge; `bus` is the host bridge's bus number. */
  addRootPort(bus: number, numaNode: number, gts: number, width: number, domain = 0): PciPort {
    const root = `pci${formatDomain(domain)}:${formatHex(bus)}`
    const model = this.#rootVendor === 'amd' ? { ...LINK_ROOT, ...AMD_ROOT } : LINK_ROOT
    if (!this.#nextBus.has(root)) this.#nextBus.set(root, bus + 1)
    const address = formatAddress(domain, bus, 1, 0)
    return { bridge: this.#addBridge(model, address, root, numaNode, gts, width, 'rootPort') }
  }

  /** A switch of one chip: an upstream port and the downstream ports that are returned. */
  addSwitch(port: PciPort, count: number): PciPort[] {
    const { bridge } = port
    const model = { ...LINK_ROOT, ...SWITCH }
    const upstream = this.#addBridge(
      model,
      formatAddress(domainOf(bridge), secondaryOf(bridge), 0, 0),
      bridge.address,
      bridge.numaNode,
      32,
      16,
      'upstream',
    )
    return Array.from({ length: count }, (_, slot) => ({
      bridge: this.#addBridge(
        model,
        formatAddress(domainOf(bridge), secondaryOf(upstream), slot, 0),
        upstream.address,
        bridge.numaNode,
        32,
        16,
        'downstream',
      ),
    }))
  }

  /** Plugs a device in; its functions share a slot and an IOMMU group. `width` overrides what the link came up with. */
  addDevice(
    port: PciPort,
    models: PciModel[],
    options: { width?: number; driver?: string | null } = {},
  ): string {
    const { bridge } = port
    const group = this.#nextGroup++
    const [first] = models
    if (!first || !bridge.link) throw new Error(`nothing to plug into ${bridge.address}`)
    const currentWidth = options.width ?? Math.min(first.width, bridge.link.maxWidth)
    const currentGts = Math.min(first.gts, bridge.link.maxGts)
    Object.assign(bridge.link, { currentWidth, currentGts })
    models.forEach(({ gts, width, ...model }, index) => {
      this.functions.push({
        ...model,
        driver: options.driver === undefined ? model.driver : options.driver,
        address: formatAddress(domainOf(bridge), secondaryOf(bridge), 0, index),
        parent: bridge.address,
        numaNode: bridge.numaNode,
        iommuGroup: group,
        physicalFunction: null,
        link: { maxGts: gts, maxWidth: width, currentGts, currentWidth, port: 'endpoint' },
        buses: null,
      })
    })
    return formatAddress(domainOf(bridge), secondaryOf(bridge), 0, 0)
  }

  /** Switches on the first virtual functions of a device; each is an IOMMU group of its own and has no link. */
  addVirtualFunctions(physical: string, count: number, driver: string | null): string[] {
    const owner = this.functions.find(({ address }) => address === physical)
    if (!owner || count > owner.virtualFunctions) throw new Error(`${physical} has no ${count} of them`)
    const bus = Number.parseInt(physical.slice(-7, -5), 16)
    return Array.from({ length: count }, (_, index) => {
      const routingId = VF_OFFSET + index
      const address = formatAddress(domainOf(owner), bus, routingId >> 3, routingId & 7)
      this.functions.push({
        ...owner,
        address,
        driver,
        virtualFunctions: 0,
        bars: [],
        iommuGroup: this.#nextGroup++,
        physicalFunction: physical,
        link: null,
        buses: null,
      })
      return address
    })
  }

  #addBridge(
    { gts: _gts, width: _width, ...model }: PciModel,
    address: string,
    parent: string,
    numaNode: number,
    gts: number,
    width: number,
    port: PciLink['port'],
  ): PciFunction {
    const bus = this.#takeBus(parent)
    const bridge: PciFunction = {
      ...model,
      address,
      parent,
      numaNode,
      iommuGroup: this.#nextGroup++,
      physicalFunction: null,
      link: { maxGts: gts, maxWidth: width, currentGts: gts, currentWidth: width, port },
      buses: { secondary: bus, subordinate: bus },
    }
    this.functions.push(bridge)
    return bridge
  }

  /** The next bus below a root; every bridge on the way up must cover it. */
  #takeBus(parent: string): number {
    const above = this.functions.filter((fn) => this.#isAbove(fn, parent))
    const root = above.find((fn) => fn.parent.startsWith('pci'))?.parent ?? parent
    const bus = this.#nextBus.get(root)
    if (bus === undefined) throw new Error(`no root above ${parent}`)
    this.#nextBus.set(root, bus + 1)
    for (const { buses } of above) if (buses) buses.subordinate = bus
    return bus
  }

  #isAbove(candidate: PciFunction, address: string): boolean {
    for (
      let at: string | undefined = address;
      at;
      at = this.functions.find((fn) => fn.address === at)?.parent
    ) {
      if (candidate.address === at) return true
    }
    return false
  }
}

/** The bridges above a function from the nearest up, ending with the root bus. */
export function listAncestors(functions: PciFunction[], address: string): string[] {
  const ancestors: string[] = []
  let parent = functions.find((fn) => fn.address === address)?.parent
  while (parent) {
    ancestors.push(parent)
    parent = functions.find((fn) => fn.address === parent)?.parent
  }
  return ancestors
}

function secondaryOf(bridge: PciFunction): number {
  if (!bridge.buses) throw new Error(`${bridge.address} is no bridge`)
  return bridge.buses.secondary
}

function formatHex(value: number): string {
  return value.toString(16).padStart(2, '0')
}

function domainOf(fn: PciFunction): number {
  return Number.parseInt(fn.address.slice(0, -8), 16)
}

function formatDomain(domain: number): string {
  return domain.toString(16).padStart(4, '0')
}

function formatAddress(domain: number, bus: number, device: number, fn: number): string {
  return `${formatDomain(domain)}:${formatHex(bus)}:${formatHex(device)}.${fn}`
}

/** @throws where the host has no such function */
export function findFunction(functions: PciFunction[], address: string): PciFunction {
  const found = functions.find((fn) => fn.address === address)
  if (!found) throw new Error(`${address} is in no slot`)
  return found
}
