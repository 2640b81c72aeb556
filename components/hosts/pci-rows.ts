import type { HostPciFunction } from '@/server/core/inventory/host-facts'
import { comparePciAddresses } from '@/server/core/units/pci-address'

export type PciSort = 'address' | 'classCode' | 'numaNode'

export type PciChoice = {
  readonly search: string
  /** `gpu`, `network`, `storage`, `bridge`, `other`; none chosen is all. */
  readonly kinds: readonly string[]
  readonly sort: { readonly id: PciSort; readonly desc: boolean }
}

/** The kind of thing a function is, by PCI base class. */
export function classifyFunction({ classCode }: Pick<HostPciFunction, 'classCode'>): string {
  return kindByBaseClass[classCode?.slice(0, 2) ?? ''] ?? 'other'
}

const kindByBaseClass: Readonly<Record<string, string>> = {
  '01': 'storage',
  '02': 'network',
  '03': 'gpu',
  '06': 'bridge',
  '12': 'gpu',
}

/** The functions that match, in order; unknown sorts last either way, ties by address. */
export function choosePciRows(
  functions: readonly HostPciFunction[],
  { search, kinds, sort }: PciChoice,
): HostPciFunction[] {
  const words = search.toLowerCase().split(/\s+/u).filter(Boolean)
  const direction = sort.desc ? -1 : 1
  return functions
    .filter((fn) => kinds.length === 0 || kinds.includes(classifyFunction(fn)))
    .filter((fn) => {
      const text = [fn.address, fn.className, fn.name, fn.driver, fn.vendorId, fn.deviceId]
        .join(' ')
        .toLowerCase()
      return words.every((word) => text.includes(word))
    })
    .toSorted((a, b) => {
      const byAddress = comparePciAddresses(a.address, b.address)
      if (sort.id === 'address') return byAddress * direction
      const [x, y] = [a[sort.id], b[sort.id]]
      if (x === null || y === null) return Number(x === null) - Number(y === null) || byAddress
      return (x < y ? -1 : x > y ? 1 : 0) * direction || byAddress
    })
}
