import { SaxesParser } from 'saxes'
import { cutDetail, PartRefusal } from '@/server/facts/part-refusal'

/** The parser looks for its semicolon until the end of the document, and would call that truncated. */
const BARE_AMPERSAND = /&(?!(?:#\d+|#x[0-9a-f]+|\w+);)/i

/** An element with its own text; children in document order. */
export interface XmlNode {
  name: string
  attributes: Record<string, string>
  text: string
  children: XmlNode[]
  /** 1-based line of its opening tag. */
  line: number
}

/** The real files are 7 deep; 8 GPUs are about 2,000 elements once the tables of clocks are left out. */
const MAX_DEPTH = 32
const MAX_ELEMENTS = 200_000

/**
 * A well-formed document as a tree, elements named in `leaveOut` skipped with all they hold. Strict: no entity but
 * XML's five and character references, a DOCTYPE only as a name and an address that nobody fetches.
 * Throws `PartRefusal` (truncated, malformed, tooLarge) with the line, counted from `firstLine`.
 */
export function parseXmlTree(text: string, leaveOut: ReadonlySet<string>, firstLine = 1): XmlNode {
  const builder = new XmlTreeBuilder(leaveOut)
  const parser = new SaxesParser({ xmlns: false })
  const getLine = () => firstLine + parser.line - 1
  let isAtEnd = false
  parser.on('error', (error) => {
    const bareAmpersand = isAtEnd ? text.search(BARE_AMPERSAND) : -1
    if (bareAmpersand >= 0) {
      const line = firstLine + text.slice(0, bareAmpersand).split('\n').length - 1
      throw new PartRefusal('malformed', line, 'an ampersand that begins no entity')
    }
    const detail = cutDetail(error.message.replace(/^\d+:\d+: /, ''))
    throw new PartRefusal(isAtEnd ? 'truncated' : 'malformed', getLine(), detail)
  })
  parser.on('doctype', (doctype) => {
    if (doctype.includes('['))
      throw new PartRefusal('malformed', getLine(), 'DOCTYPE with a subset of its own')
  })
  parser.on('opentag', (tag) => builder.open(tag.name, tag.attributes, getLine()))
  parser.on('text', (value) => builder.addText(value))
  parser.on('cdata', (value) => builder.addText(value))
  parser.on('closetag', () => builder.close())
  parser.write(text)
  isAtEnd = true
  parser.close()
  if (!builder.root) throw new PartRefusal('truncated', getLine(), 'no root element')
  return builder.root
}

class XmlTreeBuilder {
  root: XmlNode | null = null
  readonly #leaveOut: ReadonlySet<string>
  readonly #open: XmlNode[] = []
  #depth = 0
  #elements = 0
  /** The depth at which a left-out element began, 0 outside of one. */
  #leftOutDepth = 0

  constructor(leaveOut: ReadonlySet<string>) {
    this.#leaveOut = leaveOut
  }

  open(name: string, attributes: Record<string, string>, line: number): void {
    this.#depth += 1
    if (this.#depth > MAX_DEPTH) throw new PartRefusal('malformed', line, `deeper than ${MAX_DEPTH} elements`)
    if (this.#leftOutDepth > 0) return
    if (this.#leaveOut.has(name)) {
      this.#leftOutDepth = this.#depth
      return
    }
    this.#elements += 1
    if (this.#elements > MAX_ELEMENTS) {
      throw new PartRefusal('tooLarge', line, `more than ${MAX_ELEMENTS} elements`)
    }
    const node: XmlNode = { name, attributes, text: '', children: [], line }
    const parent = this.#open.at(-1)
    if (parent) parent.children.push(node)
    else this.root ??= node
    this.#open.push(node)
  }

  addText(value: string): void {
    const node = this.#open.at(-1)
    if (node && this.#leftOutDepth === 0) node.text += value
  }

  close(): void {
    if (this.#leftOutDepth === 0) this.#open.pop()
    else if (this.#leftOutDepth === this.#depth) this.#leftOutDepth = 0
    this.#depth -= 1
  }
}

/** The first element at a path of child names from `node`, or null. Names alone repeat; only paths are unique. */
export function findNode(node: XmlNode, path: string): XmlNode | null {
  let current: XmlNode | undefined = node
  for (const name of path.split('/')) {
    current = current.children.find((child) => child.name === name)
    if (!current) return null
  }
  return current
}
