import type { LibvirtGuestinfo, LibvirtGuestinfoFacts } from '@/server/core/inventory/tools/libvirt-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readText } from '@/server/facts/text/read-value'
import { type DomainBlock, readDomainBlocks } from './read-domain-blocks'

type TextField = Exclude<keyof LibvirtGuestinfo, 'domain' | 'hasAgent'>

/** What is taken. Users, addresses, disks and file systems of the guest are its tenant's business. */
const FIELDS: ReadonlyMap<string, TextField> = new Map([
  ['os.id', 'osId'],
  ['os.name', 'osName'],
  ['os.pretty-name', 'osPrettyName'],
  ['os.version', 'osVersion'],
  ['os.version-id', 'osVersionId'],
  ['os.kernel-release', 'kernelRelease'],
  ['os.kernel-version', 'kernelVersion'],
  ['os.machine', 'architecture'],
  ['hostname', 'hostname'],
])

/** `os.id               : ubuntu`. */
const ROW = /^([a-z][a-z0-9.-]{0,127})\s*:(?:\s|$)(.*)$/

const NO_AGENT = /guest agent (?:is not|disappeared|is not available)|agent command .{0,200}timed out/i

/** `virsh guestinfo` of a domain, or of several under headers. Throws `PartRefusal`. */
export function parseGuestinfo(text: string, issues: IssueList): LibvirtGuestinfoFacts {
  const domains = readDomainBlocks(text).map((block) => readBlock(block, issues))
  if (domains.every(({ domain, hasAgent }) => domain === null && hasAgent === null)) {
    throw new PartRefusal('unrecognised', 1, 'neither guest information nor an answer about the agent')
  }
  return { domains }
}

function readBlock(block: DomainBlock, issues: IssueList): LibvirtGuestinfo {
  const facts = createGuestinfo(block.domain)
  const seen = new Set<string>()
  for (const { line, text } of block.lines) {
    const [, key, value = ''] = ROW.exec(text) ?? []
    if (text.startsWith('error:') || NO_AGENT.test(text)) readError(facts, line, text, issues)
    else if (key === undefined) issues.add('unreadableLine', line, text)
    else if (seen.has(key)) issues.add('duplicate', line, key)
    else {
      facts.hasAgent ??= true
      seen.add(key)
      const field = FIELDS.get(key)
      if (field) facts[field] = readText(value)
    }
  }
  return facts
}

/** "domain is not running" and its like say nothing of an agent. */
function readError(facts: LibvirtGuestinfo, line: number, text: string, issues: IssueList): void {
  if (NO_AGENT.test(text)) facts.hasAgent ??= false
  else issues.add('unreadableLine', line, text)
}

function createGuestinfo(domain: string | null): LibvirtGuestinfo {
  return {
    domain,
    hasAgent: null,
    osId: null,
    osName: null,
    osPrettyName: null,
    osVersion: null,
    osVersionId: null,
    kernelRelease: null,
    kernelVersion: null,
    architecture: null,
    hostname: null,
  }
}
