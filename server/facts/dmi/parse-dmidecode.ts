import type { DmiFacts } from '@/server/core/inventory/tools/system-facts'
import { readProductUuid } from '@/server/core/units/product-uuid'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readText } from '@/server/facts/text/read-value'
import { readDmiText } from './read-dmi-text'

/** Titles of the structures read here: DMI types 0 to 3. */
const SECTIONS = new Set([
  'BIOS Information',
  'System Information',
  'Base Board Information',
  'Chassis Information',
])

type Sections = Map<string, Map<string, string>>

/**
 * `dmidecode`, whole or with `-t` or `-q`, indented by tabs or (copied from a screen) by spaces. A blade shows several
 * boards and chassis: the first of each counts. Memory modules, slots and the rest are passed over.
 * Throws `PartRefusal`.
 */
export function parseDmidecode(text: string, issues: IssueList): DmiFacts {
  const sections = readSections(text, issues)
  const read = (title: string, name: string) => readDmiText(sections.get(title)?.get(name) ?? null)
  return {
    productUuid: readProductUuid(readText(sections.get('System Information')?.get('UUID') ?? null)),
    productName: read('System Information', 'Product Name'),
    systemVendor: read('System Information', 'Manufacturer'),
    productSerial: read('System Information', 'Serial Number'),
    productVersion: read('System Information', 'Version'),
    productSku: read('System Information', 'SKU Number'),
    productFamily: read('System Information', 'Family'),
    boardVendor: read('Base Board Information', 'Manufacturer'),
    boardName: read('Base Board Information', 'Product Name'),
    boardSerial: read('Base Board Information', 'Serial Number'),
    biosVendor: read('BIOS Information', 'Vendor'),
    biosVersion: read('BIOS Information', 'Version'),
    biosDate: read('BIOS Information', 'Release Date'),
    chassisVendor: read('Chassis Information', 'Manufacturer'),
    chassisSerial: read('Chassis Information', 'Serial Number'),
    chassisAssetTag: read('Chassis Information', 'Asset Tag'),
  }
}

function readSections(text: string, issues: IssueList): Sections {
  const sections: Sections = new Map()
  let current: Map<string, string> | null = null
  let structures = 0
  let line = 0
  for (const content of text.split('\n')) {
    line += 1
    if (/^\S/.test(content)) {
      const title = content.trim()
      if (title.startsWith('Handle 0x')) structures += 1
      const isRepeated = sections.has(title)
      current = SECTIONS.has(title) && !isRepeated ? new Map() : null
      if (current) sections.set(title, current)
      else if (title === 'System Information') issues.add('duplicate', line, title)
    } else if (current) takeProperty(current, content)
  }
  if (sections.size === 0 && structures === 0) {
    throw new PartRefusal('unrecognised', 1, 'no DMI structure')
  }
  if (!sections.has('System Information')) issues.add('missingSection', null, 'no System Information')
  return sections
}

/** `Name: value`. The items of a list (`Features:`) stand deeper and have no name that is asked for. */
function takeProperty(section: Map<string, string>, content: string): void {
  const match = /^\s+([A-Z][\w /-]{0,40}): (.*)$/.exec(content)
  if (match?.[1] && !section.has(match[1])) section.set(match[1], match[2] ?? '')
}
