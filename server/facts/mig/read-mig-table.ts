import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'

export interface MigRow {
  /** The row's words, without the word MIG that stands before a profile's name. */
  words: string[]
  line: number
}

export interface MigTable {
  /** The words of each line of the table's head, its title left out. */
  head: string[][]
  rows: MigRow[]
}

/** 16 GPUs with some 20 profiles on two lines each are 640. */
const MAX_ROWS = 4_096

const BORDER = /^\+[-=+]{2,}\+$/

/** `No GPU instances found: Not Found`, `No MIG-supported devices found.`: there are none, and that was the question. */
const NONE = /^No (?:devices were found|[A-Za-z -]{1,60} found)(?:: Not Found)?\.?$/

const FAILURE = /^(?:Failed|Unable) to \S|: (?:Insufficient Permissions|Not Supported|Unknown Error)$/

/** What a last line without its line end may be and yet be whole. */
export function isWholeMigLine(line: string): boolean {
  return BORDER.test(line.trim()) || NONE.test(line.trim())
}

/**
 * A table of `nvidia-smi mig`, by its title (`GPU instances`). No table but an answer meaning "none" is a table
 * without rows, and an issue. Throws `PartRefusal`: toolError where the tool failed in the middle, as it does below
 * a head it has printed already; truncated where the bottom border is missing.
 */
export function readMigTable(text: string, title: string, issues: IssueList): MigTable {
  const reader = new MigTableReader(title, issues)
  let line = 0
  for (const content of text.split('\n')) {
    line += 1
    if (content.trim() !== '') reader.take(content.trim(), line)
  }
  return reader.finish(line)
}

/** The one line by which an `nvidia-smi mig` listing says that it has nothing to list. */
export function isNoneAnswer(line: string): boolean {
  return NONE.test(line)
}

/** Throws `PartRefusal` for a line by which `nvidia-smi mig` says that it failed. */
export function refuseMigFailure(content: string, line: number): void {
  if (FAILURE.test(content)) throw new PartRefusal('toolError', line, content)
}

class MigTableReader {
  readonly #title: string
  readonly #issues: IssueList
  readonly #table: MigTable = { head: [], rows: [] }
  #state: 'outside' | 'head' | 'rows' = 'outside'
  #endsWithBorder = false
  #none: { content: string; line: number } | null = null

  constructor(title: string, issues: IssueList) {
    this.#title = title
    this.#issues = issues
  }

  take(content: string, line: number): void {
    if (BORDER.test(content)) this.#endsWithBorder = true
    else if (content.startsWith('|')) this.#takeTableLine(content, line)
    else if (isNoneAnswer(content)) this.#none = { content, line }
    else {
      refuseMigFailure(content, line)
      this.#issues.add('unreadableLine', line, content)
    }
  }

  finish(lastLine: number): MigTable {
    if (this.#state === 'outside') {
      if (!this.#none) throw new PartRefusal('unrecognised', 1, `no table "${this.#title}:"`)
      this.#issues.add('noDevices', this.#none.line, this.#none.content)
    } else if (this.#state === 'head' || !this.#endsWithBorder) {
      throw new PartRefusal('truncated', lastLine, 'a table without its bottom border')
    }
    return this.#table
  }

  #takeTableLine(content: string, line: number): void {
    this.#endsWithBorder = false
    const inner = content.replaceAll('|', ' ').trim()
    if (inner === `${this.#title}:`) this.#beginTable()
    else if (this.#state === 'outside') this.#issues.add('unreadableLine', line, content)
    else if (/^[=+]+$/.test(inner)) this.#state = 'rows'
    else if (inner !== '') this.#takeWords(inner.split(/\s+/), line)
  }

  /** One listing per GPU, pasted one below the other, has a head each. */
  #beginTable(): void {
    this.#state = 'head'
    this.#table.head.length = 0
  }

  #takeWords(words: string[], line: number): void {
    if (this.#state === 'head') {
      this.#table.head.push(words)
      return
    }
    this.#table.rows.push({ words: words.filter((word) => word !== 'MIG'), line })
    if (this.#table.rows.length > MAX_ROWS) {
      throw new PartRefusal('tooLarge', line, `over ${MAX_ROWS} rows`)
    }
  }
}
