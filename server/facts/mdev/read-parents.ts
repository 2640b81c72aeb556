import { PartRefusal } from '@/server/facts/part-refusal'
import { isJsonObject } from '@/server/facts/text/read-json'

export interface JsonParent {
  parent: string
  /** What hangs below it, by type id or UUID. */
  entries: [string, unknown][]
}

/**
 * The shape of both of mdevctl's JSON listings: `[{ parent: [{ key: { … } }, …], … }]`; early versions begin an
 * object for each parent. Throws `PartRefusal`.
 */
export function readParents(document: unknown): JsonParent[] {
  if (!Array.isArray(document)) throw new PartRefusal('malformed', 1, 'no list of parents')
  return document.flatMap((group: unknown) => {
    if (!isJsonObject(group)) throw new PartRefusal('malformed', null, 'an entry without parents')
    return Object.entries(group).map(([parent, list]) => ({ parent, entries: readEntries(parent, list) }))
  })
}

function readEntries(parent: string, list: unknown): [string, unknown][] {
  if (!Array.isArray(list))
    throw new PartRefusal('malformed', null, `nothing below parent ${parent.slice(0, 64)}`)
  return list.flatMap((entry: unknown) => (isJsonObject(entry) ? Object.entries(entry) : []))
}
