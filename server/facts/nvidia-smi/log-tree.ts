import type { XmlNode } from '@/server/facts/text/xml-tree'

/** An element as the XML form would have it, for the forms that are not XML. */
export function makeNode(name: string, line: number, text = '', children: XmlNode[] = []): XmlNode {
  return { name, attributes: {}, text, children, line }
}

/**
 * Puts a text at a path of element names below `root`, making what is missing. The first text at a path stays: what
 * comes later must not change what was already said. Returns whether it was taken.
 */
export function setPath(root: XmlNode, path: string, text: string, line: number): boolean {
  let node = root
  let isNew = false
  for (const name of path.split('/')) {
    let child = node.children.find((candidate) => candidate.name === name)
    isNew = child === undefined
    if (!child) {
      child = makeNode(name, line)
      node.children.push(child)
    }
    node = child
  }
  if (isNew) node.text = text
  return isNew
}
