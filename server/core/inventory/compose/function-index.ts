import type { HostPciFunction } from '@/server/core/inventory/host-facts'
import type { ToolParts } from '@/server/core/inventory/tools/tool-facts'
import { comparePciAddresses, type PciAddress } from '@/server/core/units/pci-address'

/** PCI functions by what a GPU asks of them, made once per host: thousands of them are no reason to search. */
export interface FunctionIndex {
  /** Virtual functions by the function they belong to. */
  ownedBy: ReadonlyMap<PciAddress, readonly HostPciFunction[]>
  /** Members of each IOMMU group by address: those among the functions, and those that libvirt names. */
  inGroup: ReadonlyMap<number, ReadonlySet<PciAddress>>
}

export function indexFunctions(parts: ToolParts, functions: readonly HostPciFunction[]): FunctionIndex {
  const ownedBy = new Map<PciAddress, HostPciFunction[]>()
  const inGroup = new Map<number, Set<PciAddress>>()
  const join = (group: number | null, address: PciAddress) => {
    if (group !== null) getOrAdd(inGroup, group, () => new Set<PciAddress>()).add(address)
  }
  for (const fn of functions) {
    if (fn.physicalFunction !== null) getOrAdd(ownedBy, fn.physicalFunction, () => []).push(fn)
    join(fn.iommuGroup, fn.address)
  }
  // libvirt was asked about displays only, but names every member of their groups.
  for (const { iommuGroup, iommuGroupMembers } of parts['virsh-nodedev']?.pci ?? []) {
    for (const address of iommuGroupMembers ?? []) join(iommuGroup, address)
  }
  return { ownedBy, inGroup }
}

/** A group this large isolates nothing, and listing it for each of its GPUs would grow with its square. */
const MAX_GROUP_MEMBERS = 256

/** Every function of the IOMMU group of one, itself included, by address. Null: not told, or too many. */
export function listGroupMembers(
  fn: HostPciFunction | null,
  { inGroup }: FunctionIndex,
): PciAddress[] | null {
  if (fn === null || fn.iommuGroup === null) return null
  const members = inGroup.get(fn.iommuGroup)
  if (!members || members.size > MAX_GROUP_MEMBERS) return null
  return [...members].toSorted(comparePciAddresses)
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  const known = map.get(key) ?? create()
  map.set(key, known)
  return known
}
