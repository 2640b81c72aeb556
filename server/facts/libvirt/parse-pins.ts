import type { LibvirtPinsFacts } from '@/server/core/inventory/tools/libvirt-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readCpuSet } from './read-cpu-set'
import { type DomainBlock, readDomainBlocks } from './read-domain-blocks'

type Domain = LibvirtPinsFacts['domains'][number]

/** ` 0      0-63`, and until libvirt 4.9 `   0: 0-63`. */
const ROW = /^(\d{1,6}|\*)(?::\s*|\s+)(\S+)$/

/** ` VCPU   CPU Affinity`, ` emulator: CPU Affinity`, ` IOThread ID     CPU Affinity`. */
const HEAD = /^(?:VCPU|emulator|IOThread ID)\s{0,16}:?\s{1,16}CPU Affinity$/

/** virsh says so in place of a table, which is an answer. */
const NO_IOTHREADS = /^No IOThreads found for the domain/

/** `virsh vcpupin`, `emulatorpin` or `iothreadinfo` of a domain, or of several under headers. Throws `PartRefusal`. */
export function parsePins(text: string, issues: IssueList): LibvirtPinsFacts {
  const domains = readDomainBlocks(text).map((block) => readBlock(block, issues))
  if (domains.every(({ domain, pins }) => domain === null && pins === null)) refuseNoTable(text)
  return { domains }
}

function readBlock(block: DomainBlock, issues: IssueList): Domain {
  const domain: Domain = { domain: block.domain, pins: null }
  const subjects = new Set<string>()
  for (const { line, text } of block.lines) {
    const row = ROW.exec(text)
    if (HEAD.test(text) || NO_IOTHREADS.test(text)) domain.pins ??= []
    else if (row && domain.pins) {
      const [, subject = '', affinity = ''] = row
      if (subjects.has(subject)) issues.add('duplicate', line, text)
      else domain.pins.push({ subject, cpus: readAffinity(affinity, line, issues) })
      subjects.add(subject)
    } else if (!/^-+$/.test(text)) issues.add('unreadableLine', line, text)
  }
  return domain
}

function readAffinity(text: string, line: number, issues: IssueList) {
  const cpus = readCpuSet(text)
  if (cpus === null) issues.add('unreadableValue', line, text)
  return cpus
}

/** A lone error is a failure of the tool; that of one domain among several is that domain's affair. */
function refuseNoTable(text: string): never {
  const error = text.trim().split('\n')[0]?.trim() ?? ''
  if (error.startsWith('error:')) throw new PartRefusal('toolError', 1, error.slice(0, 200))
  throw new PartRefusal('unrecognised', 1, 'no table of CPU affinities')
}
