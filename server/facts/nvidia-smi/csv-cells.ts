import { PartRefusal } from '@/server/facts/part-refusal'

/** nvidia-smi has about 220 columns to ask for. */
const MAX_CELLS = 1_024

/**
 * The cells of one line, trimmed. nvidia-smi writes a comma and a space and never quotes; spreadsheets that a file
 * went through do, with doubled quotes inside. Throws `PartRefusal` (malformed) for a quote that is never closed.
 */
export function splitCells(text: string, line: number): string[] {
  const cells: string[] = []
  for (let at = 0; at <= text.length; ) {
    const { cell, end } = readCell(text, at, line)
    cells.push(cell)
    if (cells.length > MAX_CELLS) throw new PartRefusal('malformed', line, `more than ${MAX_CELLS} cells`)
    at = end + 1
  }
  return cells
}

/** One cell from `start` to the comma or the end of the line, which is `end`. */
function readCell(text: string, start: number, line: number): { cell: string; end: number } {
  const lead = /[^ \t]/g
  lead.lastIndex = start
  const first = lead.exec(text)?.index ?? text.length
  if (text[first] !== '"') {
    const comma = text.indexOf(',', start)
    const end = comma < 0 ? text.length : comma
    return { cell: text.slice(start, end).trim(), end }
  }
  let cell = ''
  for (let at = first + 1; ; ) {
    const quote = text.indexOf('"', at)
    if (quote < 0) throw new PartRefusal('malformed', line, 'a quote that is never closed')
    cell += text.slice(at, quote)
    if (text[quote + 1] !== '"') return { cell: cell.trim(), end: endCell(text, quote + 1, line) }
    cell += '"'
    at = quote + 2
  }
}

function endCell(text: string, from: number, line: number): number {
  const comma = text.indexOf(',', from)
  const end = comma < 0 ? text.length : comma
  if (text.slice(from, end).trim() !== '')
    throw new PartRefusal('malformed', line, 'text after a closing quote')
  return end
}
