import type { LibvirtDomainsFacts } from '@/server/core/inventory/tools/libvirt-facts'
import type { IssueList } from '@/server/facts/part-refusal'
import { readDocuments } from './read-documents'
import { readDomain } from './read-domain'

/** `virsh dumpxml` of domains, one document or several. Throws `PartRefusal`. */
export function parseDomains(text: string, issues: IssueList): LibvirtDomainsFacts {
  const uuids = new Set<string>()
  const domains = readDocuments(text, 'domain', issues).map((reader) => {
    const domain = readDomain(reader)
    if (domain.uuid !== null && uuids.has(domain.uuid)) {
      issues.add('duplicate', reader.line, `domain ${domain.uuid} stands more than once`)
    }
    if (domain.uuid !== null) uuids.add(domain.uuid)
    return domain
  })
  return { domains }
}
