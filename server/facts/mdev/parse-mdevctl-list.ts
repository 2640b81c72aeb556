import type { MdevInstance, MdevListFacts } from '@/server/core/inventory/tools/mdev-facts'
import { parsePciAddress } from '@/server/core/units/pci-address'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { JsonValues } from '@/server/facts/text/json-values'
import { isJsonObject, readJson } from '@/server/facts/text/read-json'
import { readText } from '@/server/facts/text/read-value'
import { readParents } from './read-parents'

const LINE =
  /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) +(\S{1,64}) +(\S{1,128})(?: +(auto|manual))?(?: +\((active|defined)\))?$/i

/** Those that are defined only can be more than any GPU could hold. */
const MAX_INSTANCES = 65_536

type Start = 'auto' | 'manual' | null
type Mark = 'active' | 'defined' | null

interface Listed {
  instance: MdevInstance
  start: Start
  mark: Mark
}

/** `mdevctl list`, with or without `-d` and `-v`. Throws `PartRefusal`. */
export function parseMdevctlList(text: string, issues: IssueList): MdevListFacts {
  if (text.trimStart().startsWith('[')) return parseMdevctlListJson(text, issues)
  const listed: Listed[] = []
  let line = 0
  for (const content of text.split('\n').map((raw) => raw.trimEnd())) {
    line += 1
    const found = LINE.exec(content.trim())
    if (found) listed.push(readLine(found, line, issues))
    else if (content !== '' && !isAttributeLine(content)) issues.add('unreadableLine', line, content.trim())
    if (listed.length > MAX_INSTANCES)
      throw new PartRefusal('tooLarge', line, `over ${MAX_INSTANCES} devices`)
  }
  if (listed.length === 0) throw new PartRefusal('unrecognised', 1, 'no mediated device')
  const scope = findScope(listed)
  return { instances: listed.map((each) => ({ ...each.instance, ...judgeState(each, scope) })) }
}

/** `mdevctl list --dumpjson`: the same entry whether a device runs or is only defined. Throws `PartRefusal`. */
export function parseMdevctlListJson(text: string, issues: IssueList): MdevListFacts {
  const instances = readParents(readJson(text, issues)).flatMap(({ parent, entries }) =>
    entries.map(([uuid, config]): MdevInstance => {
      const values = new JsonValues(isJsonObject(config) ? config : {}, 'device', issues)
      const start = values.text('start')
      return {
        uuid: uuid.toLowerCase(),
        parent: readParent(parent, null, issues),
        typeId: values.text('mdev_type'),
        isActive: null,
        isDefined: null,
        isAutostart: start === 'auto' || start === 'manual' ? start === 'auto' : null,
      }
    }),
  )
  if (instances.length > MAX_INSTANCES)
    throw new PartRefusal('tooLarge', null, `over ${MAX_INSTANCES} devices`)
  const named = instances.filter(({ uuid }) => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid))
  if (named.length < instances.length) issues.add('unreadableValue', null, 'a device without a UUID')
  if (named.length === 0) issues.add('noDevices', null, 'no mediated devices')
  return { instances: named }
}

/** `  Attrs:` and `    @{0}: {"assign_adapter":"5"}` below a device. */
function isAttributeLine(content: string): boolean {
  return /^\s+(?:Attrs:$|@\{\d+\}:)/.test(content)
}

function readLine(
  [, uuid = '', parent = '', typeId = '', start, mark]: RegExpExecArray,
  line: number,
  issues: IssueList,
): Listed {
  return {
    instance: {
      uuid: uuid.toLowerCase(),
      parent: readParent(parent, line, issues),
      typeId: readText(typeId),
      isActive: null,
      isDefined: null,
      isAutostart: start === undefined ? null : start.toLowerCase() === 'auto',
    },
    start: (start?.toLowerCase() as Start | undefined) ?? null,
    mark: (mark?.toLowerCase() as Mark | undefined) ?? null,
  }
}

function readParent(name: string, line: number | null, issues: IssueList) {
  const address = parsePciAddress(name)
  if (address === null) issues.add('unreadableValue', line, `parent ${name}`)
  return address
}

/**
 * Which listing it is; the text does not say. `list -d` names a start mode and marks what is active; `list` marks what
 * is defined, and early versions name no start mode there. A device without a definition is always `manual`.
 */
function findScope(listed: Listed[]): 'active' | 'defined' | null {
  if (listed.some(({ start, mark }) => mark === 'active' || (start === 'auto' && mark === null)))
    return 'defined'
  if (listed.some(({ start, mark }) => mark === 'defined' || (start === null && mark === null)))
    return 'active'
  return null
}

function judgeState(
  { mark }: Listed,
  scope: 'active' | 'defined' | null,
): { isActive: boolean | null; isDefined: boolean | null } {
  if (mark === 'active') return { isActive: true, isDefined: true }
  // By its manual mdevctl marks so what runs and is defined; yet listings were read as "defined, not started" too.
  // The mark names the definition only, so what runs is left to sysfs.
  if (mark === 'defined') return { isActive: null, isDefined: true }
  if (scope === 'defined') return { isActive: false, isDefined: true }
  return scope === 'active' ? { isActive: true, isDefined: false } : { isActive: null, isDefined: null }
}
