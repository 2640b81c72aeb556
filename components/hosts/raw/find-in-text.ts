export type TextRange = { readonly start: number; readonly end: number }

export type FoundRanges = {
  readonly ranges: readonly TextRange[]
  /** There are more than were looked for. */
  readonly isMore: boolean
}

const mostRanges = 5_000

/** Where a term occurs, in order and without overlaps, upper and lower case alike. An empty term is nowhere. */
export function findInText(text: string, term: string, most = mostRanges): FoundRanges {
  if (term === '') return { ranges: [], isMore: false }
  const pattern = new RegExp(term.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`), 'gi')
  const ranges: TextRange[] = []
  for (const match of text.matchAll(pattern)) {
    if (ranges.length === most) return { ranges, isMore: true }
    ranges.push({ start: match.index, end: match.index + match[0].length })
  }
  return { ranges, isMore: false }
}

/** The whole of a 1-based line; null where the text has fewer. */
export function findLine(text: string, line: number): TextRange | null {
  if (!Number.isInteger(line) || line < 1) return null
  let start = 0
  for (let seen = 1; seen < line; seen += 1) {
    const end = text.indexOf('\n', start)
    if (end === -1) return null
    start = end + 1
  }
  const end = text.indexOf('\n', start)
  return start >= text.length ? null : { start, end: end === -1 ? text.length : end }
}

/** The next or the one before, around the end; null while there are none. */
export function stepThrough(current: number, by: 1 | -1, count: number): number {
  return count === 0 ? 0 : (current + by + count) % count
}
