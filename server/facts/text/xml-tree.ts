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
/** hwloc's objects have a dozen. */
const MAX_ATTRIBUTES = 256
/** A host of 64 GPUs with 32 virtual functions each, told function by function, is a fifth of it. */
const MAX_DOCUMENTS = 10_000

/**
 * A well-formed document as a tree, elements named in `leaveOut` skipped with all they hold. Strict: no entity but
 * XML's five and character references, a DOCTYPE only as a name and an address that nobody fetches.
 * Throws `PartRefusal` (truncated, malformed, tooLarge) with the line, counted from `firstLine`.
 */
export function parseXmlTree(text: string, leaveOut: ReadonlySet<string>, firstLine = 1): XmlNode {
  return readDocument(text, firstLine, new XmlTreeBuilder(leaveOut))
}

export interface XmlTreesOptions {
  leaveOut: ReadonlySet<string>
  /** Told of each line between documents that holds neither markup nor white space only. */
  onRemark: (line: number, text: string) => void
}

/**
 * Documents one after another, as a tool prints them that is called for one object at a time; each as strict as
 * `parseXmlTree`. The text is walked once, however many documents it holds. Throws `PartRefusal` likewise: a last
 * document that is cut off refuses them all.
 */
export function parseXmlTrees(text: string, { leaveOut, onRemark }: XmlTreesOptions): XmlNode[] {
  const roots: XmlNode[] = []
  const budget: ElementBudget = { left: MAX_ELEMENTS }
  let place = skipRemarks(text, { offset: 0, line: 1 }, onRemark)
  while (place.offset < text.length) {
    if (roots.length === MAX_DOCUMENTS) {
      throw new PartRefusal('tooLarge', place.line, `more than ${MAX_DOCUMENTS} documents`)
    }
    const builder = new XmlTreeBuilder(leaveOut, budget)
    try {
      readDocument(text.slice(place.offset), place.line, builder, true)
    } catch (reason) {
      if (!(reason instanceof DocumentEnd)) throw reason
      roots.push(reason.root)
      place = skipRemarks(text, { offset: place.offset + reason.length, line: reason.line }, onRemark)
    }
  }
  if (roots.length === 0) throw new PartRefusal('unrecognised', 1, 'no XML document')
  return roots
}

interface Place {
  offset: number
  line: number
}

/** The place of the next markup, lines without any told on the way. A text that stands before markup is left to it. */
function skipRemarks(text: string, from: Place, onRemark: XmlTreesOptions['onRemark']): Place {
  let { offset, line } = from
  while (offset < text.length) {
    const lineBreak = text.indexOf('\n', offset)
    const end = lineBreak < 0 ? text.length : lineBreak
    const remark = text.slice(offset, end)
    const indent = remark.length - remark.trimStart().length
    if (remark.includes('<')) return { offset: offset + indent, line }
    if (indent < remark.length) onRemark(line, remark.trim())
    offset = end + 1
    line += 1
  }
  return { offset, line }
}

/** Stops the parser right behind a root element, where the next document may begin. Nothing went wrong. */
class DocumentEnd extends Error {
  readonly root: XmlNode
  readonly length: number
  readonly line: number

  constructor(root: XmlNode, length: number, line: number) {
    super('the document ends here')
    this.root = root
    this.length = length
    this.line = line
  }
}

function readDocument(
  text: string,
  firstLine: number,
  builder: XmlTreeBuilder,
  stopsAtRootEnd = false,
): XmlNode {
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
  let attributes = 0
  parser.on('opentagstart', () => {
    attributes = 0
  })
  parser.on('attribute', () => {
    attributes += 1
    if (attributes > MAX_ATTRIBUTES) {
      throw new PartRefusal('tooLarge', getLine(), `more than ${MAX_ATTRIBUTES} attributes`)
    }
  })
  parser.on('opentag', (tag) => builder.open(tag.name, tag.attributes, getLine()))
  parser.on('text', (value) => builder.addText(value))
  parser.on('cdata', (value) => builder.addText(value))
  parser.on('closetag', () => {
    builder.close()
    if (stopsAtRootEnd && builder.root && builder.isAtRootEnd) {
      throw new DocumentEnd(builder.root, parser.position, getLine())
    }
  })
  parser.write(text)
  isAtEnd = true
  parser.close()
  if (!builder.root) throw new PartRefusal('truncated', getLine(), 'no root element')
  return builder.root
}

/** Elements that may still be taken; one budget for all documents of a part. */
interface ElementBudget {
  left: number
}

class XmlTreeBuilder {
  root: XmlNode | null = null
  readonly #leaveOut: ReadonlySet<string>
  readonly #open: XmlNode[] = []
  readonly #budget: ElementBudget
  #depth = 0
  /** The depth at which a left-out element began, 0 outside of one. */
  #leftOutDepth = 0

  constructor(leaveOut: ReadonlySet<string>, budget: ElementBudget = { left: MAX_ELEMENTS }) {
    this.#leaveOut = leaveOut
    this.#budget = budget
  }

  get isAtRootEnd(): boolean {
    return this.#depth === 0
  }

  open(name: string, attributes: Record<string, string>, line: number): void {
    this.#depth += 1
    if (this.#depth > MAX_DEPTH) throw new PartRefusal('malformed', line, `deeper than ${MAX_DEPTH} elements`)
    if (this.#leftOutDepth > 0) return
    if (this.#leaveOut.has(name)) {
      this.#leftOutDepth = this.#depth
      return
    }
    this.#budget.left -= 1
    if (this.#budget.left < 0) {
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
