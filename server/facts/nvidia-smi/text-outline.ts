import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { MAX_GPUS } from './read-log'

/** One label of the indented text, with what stands after its colon (null: a heading) and what is indented below. */
export interface OutlineItem {
  label: string
  value: string | null
  line: number
  children: OutlineItem[]
}

export interface OutlineGpu {
  busId: string
  line: number
  items: OutlineItem[]
}

export interface TextOutline {
  /** The lines above the first GPU. */
  head: OutlineItem[]
  gpus: OutlineGpu[]
  /** Whether the text goes on after its last line of a GPU: with an empty line, or with what is no part of it. */
  isLastGpuClosed: boolean
  lastLine: number
}

const LOG_TITLE = /^=+\s*NVSMI LOG\s*=+$/
const GPU_TITLE = /^GPU ([0-9A-F]{4,8}:[0-9A-F]{2}:[0-9A-F]{2}\.[0-7])$/i
const TABLE_BORDER = /^\+-[-+]*\+$/

/** What `grep -A` and people put where they left lines out. */
const ELISION = /^\s*(?:--+|\.{3,}|…|\[\.{3}\])$/

const HEAD_LABELS =
  /^(?:Timestamp|Driver Version|KMD Version|CUDA Version|CUDA UMD Version|Attached GPUs|vGPU Driver Capability)$/

/** Thousands of lines that no fact is taken from. */
const LEFT_OUT = /^(?:Supported Clocks|Accounted Processes)$/

/** Of a GPU's own labels, in every version of the tool. */
const OWN_INDENT = 4

/** The real text is 6 deep. */
const MAX_DEPTH = 16
/** Below one heading; the longest real list is that of the processes, with three labels each. */
const MAX_SIBLINGS = 4_096
const MAX_ITEMS = 200_000

/**
 * The indented text of `nvidia-smi -q` by its indentation. Where lines were left out, what stands deeper than a GPU's
 * own labels belongs to a heading nobody can see, and is not taken. Throws `PartRefusal` (malformed, tooLarge).
 */
export function readTextOutline(text: string, issues: IssueList): TextOutline {
  const reader = new OutlineReader(issues)
  const lines = text.split('\n')
  // What follows the last line break is no line yet; a cut may leave the indentation of one.
  if (lines.at(-1)?.trim() === '') lines.pop()
  for (const [at, line] of lines.entries()) {
    if (TABLE_BORDER.test(line.trimEnd())) {
      issues.add('unreadableLine', at + 1, 'a table after the log')
      reader.closeGpu()
      break
    }
    reader.addLine(line, at + 1)
  }
  return { ...reader.outline, lastLine: lines.length }
}

interface OpenItem {
  indent: number
  children: OutlineItem[]
}

class OutlineReader {
  readonly outline: Omit<TextOutline, 'lastLine'> = { head: [], gpus: [], isLastGpuClosed: false }
  readonly #issues: IssueList
  #hasTitle = false
  #isElided = false
  /** A heading whose lines are left out, by its indentation. */
  #leftOutIndent: number | null = null
  /** From the outermost in: the head or a GPU first. */
  #open: OpenItem[] = [{ indent: -1, children: this.outline.head }]
  #count = 0

  constructor(issues: IssueList) {
    this.#issues = issues
  }

  addLine(line: string, number: number): void {
    const content = line.trim()
    if (content === '') return this.closeGpu()
    if (LOG_TITLE.test(content)) return this.#beginLog(number)
    if (ELISION.test(line)) return this.#elide(number)
    const indent = line.length - line.trimStart().length
    if (indent === 0) return this.#addUnindented(content, number)
    this.#addItem(indent, content, number)
  }

  /** The GPU's block is over unless more of it comes. */
  closeGpu(): void {
    this.outline.isLastGpuClosed = true
  }

  #beginLog(number: number): void {
    if (this.#hasTitle) throw new PartRefusal('malformed', number, 'a second log in one text')
    this.#hasTitle = true
  }

  #elide(number: number): void {
    this.#issues.add('missingSection', number, 'lines were left out')
    this.#isElided = true
    this.#leftOutIndent = null
    this.#open.length = 1
  }

  #addUnindented(content: string, number: number): void {
    this.closeGpu()
    const busId = GPU_TITLE.exec(content)?.[1]
    if (busId) return this.#beginGpu(busId, number)
    const item = splitItem(content, number)
    if (this.outline.gpus.length > 0 || !HEAD_LABELS.test(item.label)) {
      this.#issues.add('unreadableLine', number, content)
      return
    }
    this.#push(this.outline.head, item)
    this.#open = [
      { indent: -1, children: this.outline.head },
      { indent: 0, children: item.children },
    ]
  }

  #beginGpu(busId: string, number: number): void {
    const gpu: OutlineGpu = { busId, line: number, items: [] }
    this.outline.gpus.push(gpu)
    // Its title closed the GPU before, not itself.
    this.outline.isLastGpuClosed = false
    if (this.outline.gpus.length > MAX_GPUS) {
      throw new PartRefusal('tooLarge', number, `more than ${MAX_GPUS} GPUs`)
    }
    this.#open = [{ indent: -1, children: gpu.items }]
    this.#isElided = false
    this.#leftOutIndent = null
  }

  #addItem(indent: number, content: string, number: number): void {
    this.outline.isLastGpuClosed = false
    if (this.#isElided && !this.#isOnlyGpu()) return
    if (this.#leftOutIndent !== null && indent > this.#leftOutIndent) return
    this.#leftOutIndent = null
    const item = splitItem(content, number)
    if (LEFT_OUT.test(item.label)) {
      this.#leftOutIndent = indent
      return
    }
    while (this.#open.length > 1 && (this.#open.at(-1)?.indent ?? 0) >= indent) this.#open.pop()
    if (!this.#hasPlaceAt(indent)) return
    this.#push(this.#open.at(-1)?.children ?? [], item)
    this.#open.push({ indent, children: item.children })
    if (this.#open.length > MAX_DEPTH) throw new PartRefusal('malformed', number, `deeper than ${MAX_DEPTH}`)
  }

  #push(siblings: OutlineItem[], item: OutlineItem): void {
    siblings.push(item)
    this.#count += 1
    if (siblings.length > MAX_SIBLINGS || this.#count > MAX_ITEMS) {
      throw new PartRefusal('tooLarge', item.line, 'more lines than any host has')
    }
  }

  /** Where there are several, the title of the next one may be among the lines that were left out. */
  #isOnlyGpu(): boolean {
    return this.outline.head.find((item) => item.label === 'Attached GPUs')?.value === '1'
  }

  /** After an elision, only lines as little indented as the GPU's own labels show where they belong. */
  #hasPlaceAt(indent: number): boolean {
    if (this.outline.gpus.length === 0) return this.#open.length > 1
    return !this.#isElided || this.#open.length > 1 || indent <= OWN_INDENT
  }
}

/** `Label   : value`; a colon inside a word or a path is no separator. */
function splitItem(content: string, line: number): OutlineItem {
  const colon = /(?:^|\s):(?:\s|$)/.exec(content)
  if (!colon) return { label: content, value: null, line, children: [] }
  return {
    label: content.slice(0, colon.index).trim(),
    value: content.slice(colon.index + colon[0].length).trim(),
    line,
    children: [],
  }
}
