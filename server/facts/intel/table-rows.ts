export interface TableRow {
  /** Text between the bars, without the one blank that pads it on the left. */
  cells: string[]
  line: number
}

/** xpu-smi's widest table has two columns. */
const MAX_CELLS = 8

/** Rows `| a | b |` of a table drawn with characters; null for each border between them. Other lines are left out. */
export function* readTableRows(text: string): Generator<TableRow | null> {
  let line = 0
  for (const content of text.split('\n')) {
    line += 1
    const row = content.trim()
    if (/^\+-[-+]*\+$/.test(row)) yield null
    else if (row.startsWith('|') && row.endsWith('|') && row.length > 1) {
      const cells = row.slice(1, -1).split('|', MAX_CELLS)
      yield { cells: cells.map((cell) => cell.replace(/^ /, '').trimEnd()), line }
    }
  }
}
