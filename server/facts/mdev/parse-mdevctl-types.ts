import type { MdevTypesFacts } from '@/server/core/inventory/tools/mdev-facts'
import { parsePciAddress } from '@/server/core/units/pci-address'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { JsonValues } from '@/server/facts/text/json-values'
import { isJsonObject, readJson } from '@/server/facts/text/read-json'
import { MdevParents } from './mdev-parents'
import { takeTypeAttribute } from './mdev-type'
import { readParents } from './read-parents'

const ATTRIBUTES: ReadonlyMap<string, string> = new Map([
  ['Available instances', 'available_instances'],
  ['Device API', 'device_api'],
  ['Name', 'name'],
  ['Description', 'description'],
])

/** `mdevctl types`: a parent, below it its types, below each its attributes. Throws `PartRefusal`. */
export function parseMdevctlTypes(text: string, issues: IssueList): MdevTypesFacts {
  if (text.trimStart().startsWith('[')) return parseMdevctlTypesJson(text, issues)
  const parents = new MdevParents(issues)
  let parent: string | null = null
  let typeId: string | null = null
  let hasAttributes = false
  let line = 0
  for (const content of text.split('\n')) {
    line += 1
    const trimmed = content.trim()
    const isIndented = trimmed !== content.trimEnd()
    const [, key = '', value = ''] = /^([A-Z][A-Za-z ]{3,20}):(?: +(.*))?$/.exec(trimmed) ?? []
    const attribute = ATTRIBUTES.get(key)
    if (trimmed === '') continue
    if (attribute !== undefined && parent !== null && typeId !== null) {
      hasAttributes = true
      const type = parents.getType(parent, typeId, line)
      if (type) takeTypeAttribute(type, attribute, value, line, issues)
    } else if (/\s/.test(trimmed)) issues.add('unreadableLine', line, trimmed)
    else if (!isIndented || parsePciAddress(trimmed) !== null) {
      parent = trimmed
      typeId = null
      parents.addParent(parent, line)
    } else if (parent === null) throw new PartRefusal('malformed', line, 'a type above any parent')
    else {
      typeId = trimmed
      parents.getType(parent, typeId, line)
    }
  }
  const list = parents.list()
  if (list.length === 0 && !hasAttributes) throw new PartRefusal('unrecognised', 1, 'no parent of types')
  return { parents: list }
}

/** `mdevctl types --dumpjson`. Throws `PartRefusal`. */
export function parseMdevctlTypesJson(text: string, issues: IssueList): MdevTypesFacts {
  const parents = new MdevParents(issues)
  for (const { parent, entries } of readParents(readJson(text, issues))) {
    parents.addParent(parent, null)
    for (const [typeId, attributes] of entries) {
      const type = parents.getType(parent, typeId, null)
      if (!type || !isJsonObject(attributes)) continue
      const values = new JsonValues(attributes, typeId, issues)
      for (const attribute of ATTRIBUTES.values()) {
        takeTypeAttribute(type, attribute, values.text(attribute) ?? '', null, issues)
      }
    }
  }
  if (parents.list().length === 0) issues.add('noDevices', null, 'no mediated device types')
  return { parents: parents.list() }
}
