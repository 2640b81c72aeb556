import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'

export type TableSection = 'gpus' | 'migDevices' | 'processes'

export interface TableRow {
  /** What stands between the bars. */
  cells: string[]
  line: number
}

/** The rows between two borders: one GPU, one MIG device, or all processes. */
export interface TableBlock {
  section: TableSection
  rows: TableRow[]
}

export interface TableBlocks {
  /** `NVIDIA-SMI …  Driver Version: …  CUDA Version: …` */
  title: TableRow | null
  blocks: TableBlock[]
}

const TITLES: [RegExp, TableSection][] = [
  [/^ *GPU +Name\b/, 'gpus'],
  [/^ *MIG devices:/, 'migDevices'],
  [/^ *Processes:/, 'processes'],
]

const DIVIDER = /^\|[-+]+\|$/
const HEADING_END = /^\|[=+]+\|$/

/** The widest table has 100 characters. */
const MAX_ROW_CHARACTERS = 256
const MAX_ROWS = 10_000

/**
 * The boxes of the default table as rows of cells. What stands above a line of `=` is its heading; a line that begins
 * with `+` ends a block. Throws `PartRefusal`: truncated for a box that is never closed, malformed, tooLarge.
 */
export function readTableBlocks(text: string, issues: IssueList): TableBlocks {
  const reader = new BlockReader()
  const lines = text.split('\n')
  for (const [at, line] of lines.entries()) {
    const content = line.trim()
    if (content.startsWith('+')) reader.addBorder()
    else if (HEADING_END.test(content)) reader.beginBody()
    else if (content.startsWith('|') && !DIVIDER.test(content)) reader.addRow(content, at + 1)
    else if (content !== '' && !DIVIDER.test(content) && reader.title)
      issues.add('unreadableLine', at + 1, content)
  }
  if (reader.hasOpenRows) throw new PartRefusal('truncated', lines.length, 'a box that is not closed')
  return { title: reader.title, blocks: reader.blocks }
}

class BlockReader {
  title: TableRow | null = null
  readonly blocks: TableBlock[] = []
  #section: TableSection | null = null
  #isBody = false
  #rows: TableRow[] = []
  #count = 0

  get hasOpenRows(): boolean {
    return this.#rows.length > 0
  }

  addBorder(): void {
    if (this.#section && this.#isBody && this.#rows.length > 0) {
      this.blocks.push({ section: this.#section, rows: this.#rows })
    }
    this.#rows = []
  }

  beginBody(): void {
    this.#isBody = true
    this.#rows = []
  }

  addRow(content: string, line: number): void {
    this.#count += 1
    if (this.#count > MAX_ROWS) throw new PartRefusal('tooLarge', line, `more than ${MAX_ROWS} rows`)
    if (content.length > MAX_ROW_CHARACTERS) {
      throw new PartRefusal('malformed', line, `a row of ${content.length} characters`)
    }
    const row = { cells: content.replace(/^\||\|$/g, '').split('|'), line }
    const first = row.cells[0] ?? ''
    const begun = TITLES.find(([shape]) => shape.test(first))?.[1]
    if (begun) [this.#section, this.#isBody] = [begun, false]
    if (/^ *NVIDIA-SMI \S/.test(first)) this.#begin(row)
    this.#rows.push(row)
  }

  #begin(row: TableRow): void {
    if (this.title) throw new PartRefusal('malformed', row.line, 'a second table in one text')
    this.title = row
  }
}
