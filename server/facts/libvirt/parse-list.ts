import type { LibvirtListFacts } from '@/server/core/inventory/tools/libvirt-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readUuid } from './read-libvirt-value'
import { type ListHead, readListHead, readListRow } from './read-list-row'

type Domain = LibvirtListFacts['domains'][number]

const MAX_DOMAINS = 20_000

/**
 * `virsh list --all`, with `--title`, or with `--uuid --name`. Where a file holds several of these listings, they are
 * joined by name. Throws `PartRefusal`.
 */
export function parseList(text: string, issues: IssueList): LibvirtListFacts {
  const listing = new DomainListing()
  let head: ListHead | null = null
  let isListing = false
  let line = 0
  for (const content of text.split('\n')) {
    line += 1
    const row = content.trimEnd()
    const uuid = readUuid(row.slice(0, 36).trim())
    const foundHead = readListHead(row)
    if (foundHead || row.startsWith('#')) {
      head = foundHead
      listing.begin()
      isListing ||= foundHead !== null
      continue
    }
    if (row.trim() === '' || /^\s*-{3,}$/.test(row)) continue
    const domain = uuid ? readUuidRow(uuid, row) : head && readListRow(row, head)
    if (!domain) issues.add('unreadableLine', line, row.trim())
    else if (!listing.take(domain)) issues.add('duplicate', line, row.trim())
    isListing ||= uuid !== null
    if (listing.domains.length > MAX_DOMAINS)
      throw new PartRefusal('tooLarge', line, `over ${MAX_DOMAINS} domains`)
  }
  if (!isListing) throw new PartRefusal('unrecognised', 1, 'no list of domains')
  return { domains: listing.domains }
}

/** `UUID NAME`, as `--uuid --name` prints them, or a UUID alone. */
function readUuidRow(uuid: string, row: string): Domain {
  return { id: null, name: row.slice(36).trim() || null, state: null, uuid, title: null }
}

/** Domains in the order of their first mention. */
class DomainListing {
  readonly domains: Domain[] = []
  readonly #byName = new Map<string, { domain: Domain; listing: number }>()
  #listing = 0

  /** What follows is another listing, which may name the same domains again. */
  begin(): void {
    this.#listing += 1
  }

  /** False where one listing names a domain twice; both stay. */
  take(domain: Domain): boolean {
    const known = domain.name === null ? undefined : this.#byName.get(domain.name)
    // Rows of UUIDs have no head, so a row that brings one is another listing all the same.
    const isAnother =
      known && (known.listing !== this.#listing || (known.domain.uuid === null && domain.uuid !== null))
    if (known && isAnother) {
      known.listing = this.#listing
      known.domain.id ??= domain.id
      known.domain.state ??= domain.state
      known.domain.uuid ??= domain.uuid
      known.domain.title ??= domain.title
      return true
    }
    this.domains.push(domain)
    if (domain.name !== null && !known) this.#byName.set(domain.name, { domain, listing: this.#listing })
    return known === undefined
  }
}
