import { PartRefusal } from '@/server/facts/part-refusal'
import { readText } from '@/server/facts/text/read-value'
import type { XmlNode } from '@/server/facts/text/xml-tree'

/** An object of the topology with what is above it. */
export interface HwlocObject {
  node: XmlNode
  type: string
  parent: HwlocObject | null
}

/** What hangs below the tree of memory and CPUs without belonging to it. */
const IO_TYPES = new Set(['Bridge', 'PCIDev', 'OSDev', 'Misc'])

/** All objects in document order, which is hwloc's logical order. Throws `PartRefusal` when there is no machine. */
export function listObjects(topology: XmlNode): HwlocObject[] {
  const root = topology.children.find(({ name }) => name === 'object')
  const type = root?.attributes.type
  if (!root || (type !== 'Machine' && type !== 'System')) {
    throw new PartRefusal('malformed', root?.line ?? topology.line, 'no object of type Machine')
  }
  const objects: HwlocObject[] = []
  collectObjects(root, null, objects)
  return objects
}

function collectObjects(node: XmlNode, parent: HwlocObject | null, objects: HwlocObject[]): void {
  const object = { node, type: node.attributes.type ?? '', parent }
  objects.push(object)
  for (const child of node.children) {
    if (child.name === 'object') collectObjects(child, object, objects)
  }
}

/** The nearest object above that says where in the machine something is. */
export function findLocality(object: HwlocObject): HwlocObject | null {
  let above = object.parent
  while (above && IO_TYPES.has(above.type)) above = above.parent
  return above
}

export function findAbove(object: HwlocObject, isMeant: (above: HwlocObject) => boolean): HwlocObject | null {
  let above = object.parent
  while (above && !isMeant(above)) above = above.parent
  return above
}

/** The value of the first `<info>` of one of these names that tells something. */
export function readInfo(node: XmlNode, ...names: string[]): string | null {
  for (const name of names) {
    for (const child of node.children) {
      if (child.name !== 'info' || child.attributes.name !== name) continue
      const text = readText(child.attributes.value ?? null)
      if (text !== null) return text
    }
  }
  return null
}

/** A whole number from 0 on; null for anything else. */
export function readWhole(text: string | null | undefined): number | null {
  return text && /^\d{1,15}$/.test(text) ? Number(text) : null
}
