import type { HostPciFunction } from '@/server/core/inventory/host-facts'
import { formatPciAddress, type PciAddress, splitPciAddress } from '@/server/core/units/pci-address'

/** Devices of today have at most 256; the limit of the standard would be work without end. */
const MAX_VFS = 1_024

/**
 * Virtual function → the function it belongs to. A virtual function of a GPU has the GPU's class and vendor, and
 * counting it would invent GPUs. lspci gives offset and stride of the routing ids (PCIe 6, 9.2.1.2); where only
 * sysfs told, the next functions of the same vendor without SR-IOV of their own are taken, as many as are on.
 */
export function findPhysicalFunctions(functions: HostPciFunction[]): Map<PciAddress, PciAddress> {
  const owners = new Map<PciAddress, PciAddress>()
  const known = new Set(functions.map((fn) => fn.address))
  const byBus = indexByBus(functions)
  for (const owner of functions) {
    const count = owner.sriov?.numVfs ?? 0
    if (count === 0) continue
    const offset = owner.sriov?.vfOffset ?? null
    const stride = owner.sriov?.vfStride ?? null
    const virtual =
      offset !== null && stride !== null && offset > 0
        ? listByRoutingId(owner.address, count, offset, stride)
        : listFollowers(owner, count, byBus)
    for (const address of virtual) if (known.has(address)) owners.set(address, owner.address)
  }
  for (const bus of byBus.values()) {
    for (const [address, owner] of guessTwins(bus)) if (!owners.has(address)) owners.set(address, owner)
  }
  return owners
}

function listByRoutingId(owner: PciAddress, count: number, offset: number, stride: number): PciAddress[] {
  const { domain } = splitPciAddress(owner)
  const first = getRoutingId(owner) + offset
  return Array.from({ length: Math.min(count, MAX_VFS) }, (_, position) => {
    const id = (first + position * stride) & 0xffff
    return formatPciAddress({ domain, bus: id >> 8, device: (id >> 3) & 0x1f, fn: id & 7 })
  })
}

/** Functions after the owner on its bus and the next, the way routing ids run. */
function listFollowers(owner: HostPciFunction, count: number, byBus: FunctionsByBus): PciAddress[] {
  const { domain, bus } = splitPciAddress(owner.address)
  const ownerId = getRoutingId(owner.address)
  return [...(byBus.get(`${domain}:${bus}`) ?? []), ...(byBus.get(`${domain}:${bus + 1}`) ?? [])]
    .filter(({ fn, routingId }) => {
      const isAfter = routingId > ownerId
      return isAfter && fn.vendorId === owner.vendorId && isSameClass(fn, owner) && fn.sriov === null
    })
    .slice(0, count)
    .map(({ fn }) => fn.address)
}

/**
 * Where nobody told of SR-IOV (lspci without -vv shows no registers): displays of one bus that are the same device
 * as its first function are that one's. GPUs have a bus each, behind a port of their own.
 */
function guessTwins(bus: readonly RoutedFunction[]): [PciAddress, PciAddress][] {
  const owner = bus.find(({ routingId }) => (routingId & 0xff) === 0)?.fn
  if (!owner?.classCode?.startsWith('03') || owner.deviceId === null) return []
  if (owner.link !== null || (owner.sriov?.numVfs ?? null) !== null) return []
  return bus
    .filter(({ fn }) => fn !== owner && fn.classCode === owner.classCode && isSameDevice(fn, owner))
    .map(({ fn }) => [fn.address, owner.address])
}

function isSameDevice(a: HostPciFunction, b: HostPciFunction): boolean {
  return a.vendorId === b.vendorId && a.deviceId === b.deviceId
}

/** Routing ids once per function: each physical function looks through its bus. */
interface RoutedFunction {
  fn: HostPciFunction
  routingId: number
}

type FunctionsByBus = Map<string, RoutedFunction[]>

function indexByBus(functions: HostPciFunction[]): FunctionsByBus {
  const byBus: FunctionsByBus = new Map()
  for (const fn of functions) {
    const { domain, bus } = splitPciAddress(fn.address)
    const key = `${domain}:${bus}`
    const onBus = byBus.get(key) ?? []
    onBus.push({ fn, routingId: getRoutingId(fn.address) })
    byBus.set(key, onBus)
  }
  return byBus
}

function isSameClass(a: HostPciFunction, b: HostPciFunction): boolean {
  return a.classCode?.slice(0, 2) === b.classCode?.slice(0, 2)
}

/** Bus, device and function in the 16 bits that a PCIe packet carries. */
function getRoutingId(address: PciAddress): number {
  const { bus, device, fn } = splitPciAddress(address)
  return (bus << 8) | (device << 3) | fn
}
