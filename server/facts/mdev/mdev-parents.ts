import type { MdevParent, MdevType } from '@/server/core/inventory/tools/mdev-facts'
import { parsePciAddress } from '@/server/core/units/pci-address'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { createMdevType } from './mdev-type'

/** 16 GPUs with 64 virtual functions of 60 types each are 61,440. */
const MAX_TYPES = 100_000

/** No kernel name comes near; JSON could spell any character. */
const TYPE_ID = /^[!-~]{1,128}$/

/** Types by the function that offers them, both in the order in which they were told. */
export class MdevParents {
  readonly #parents = new Map<string, { parent: MdevParent; types: Map<string, MdevType> }>()
  readonly #skipped = new Set<string>()
  readonly #issues: IssueList
  #typeCount = 0

  constructor(issues: IssueList) {
    this.#issues = issues
  }

  /** Whether it is a PCI function. Other parents (`matrix` of s390, `mtty` of the kernel's samples) are no GPUs. */
  addParent(name: string, line: number | null): boolean {
    if (this.#parents.has(name)) return true
    const address = parsePciAddress(name)
    if (address === null) {
      if (!this.#skipped.has(name)) this.#issues.add('unreadableValue', line, `parent ${name}`)
      this.#skipped.add(name)
      return false
    }
    this.#parents.set(name, { parent: { address, types: [] }, types: new Map() })
    return true
  }

  /** The type to fill in; null for a name no kernel gives, and below a parent that is no PCI function. Throws `PartRefusal`. */
  getType(parentName: string, typeId: string, line: number | null): MdevType | null {
    if (!this.addParent(parentName, line)) return null
    if (!TYPE_ID.test(typeId)) {
      this.#issues.add('unreadableValue', line, `type ${typeId}`)
      return null
    }
    const found = this.#parents.get(parentName)
    if (!found) return null
    const known = found.types.get(typeId)
    if (known) return known
    const type = createMdevType(typeId)
    found.types.set(typeId, type)
    found.parent.types.push(type)
    this.#typeCount += 1
    if (this.#typeCount > MAX_TYPES) throw new PartRefusal('tooLarge', line, `over ${MAX_TYPES} types`)
    return type
  }

  list(): MdevParent[] {
    return [...this.#parents.values()].map(({ parent }) => parent)
  }
}
