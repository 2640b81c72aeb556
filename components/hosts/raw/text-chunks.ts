import type { TextRange } from './find-in-text'

/** A run of lines that is laid out together, so that the browser may leave out those that are out of sight. */
export type TextChunk = {
  /** Characters of the whole text; the line end after the last line is not part of it. */
  readonly start: number
  readonly end: number
  /** 1-based. */
  readonly firstLine: number
  readonly lineCount: number
  /** One line too long to be laid out in one row. */
  readonly isLong: boolean
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

export type ChunkedText = {
  readonly chunks: readonly TextChunk[]
  readonly lineCount: number
  /** Characters of the longest line that stands in one row. */
  readonly widest: number
}

const mostLines = 200
const mostCharacters = 40_000
const longLine = 4_000

/** Cuts a text at line ends into chunks of bounded size; a very long line is a chunk of its own. */
export function cutIntoChunks(text: string): ChunkedText {
  // Written to while it grows: a text of a million lines must not make a million objects.
  const chunks: Writable<TextChunk>[] = []
  let widest = 0
  let line = 1
  for (let start = 0; start < text.length; line += 1) {
    const found = text.indexOf('\n', start)
    const end = found === -1 ? text.length : found
    const isLong = end - start > longLine
    if (!isLong) widest = Math.max(widest, measureLine(text, start, end))
    const open = chunks.at(-1)
    if (open !== undefined && !isLong && !open.isLong && hasRoom(open, end)) {
      open.end = end
      open.lineCount += 1
    } else chunks.push({ start, end, firstLine: line, lineCount: 1, isLong })
    start = end + 1
  }
  return { chunks, lineCount: line - 1, widest }
}

function hasRoom(chunk: TextChunk, end: number): boolean {
  return chunk.lineCount < mostLines && end - chunk.start <= mostCharacters
}

/** Columns of a line, a tab reaching to the next eighth one. */
function measureLine(text: string, start: number, end: number): number {
  const line = text.slice(start, end)
  if (!line.includes('\t')) return line.length
  let columns = 0
  for (const character of line) columns += character === '\t' ? 8 - (columns % 8) : 1
  return columns
}

export type ChunkPiece = { readonly text: string; readonly found: number | null }

/** The text of a chunk in pieces, those that were found with their place among all that were found. */
export function splitChunk(
  text: string,
  chunk: TextChunk,
  ranges: readonly TextRange[],
  first: number,
): ChunkPiece[] {
  const pieces: ChunkPiece[] = []
  let next = chunk.start
  for (const [offset, range] of ranges.entries()) {
    const start = Math.max(range.start, chunk.start)
    const end = Math.min(range.end, chunk.end)
    if (start > next) pieces.push({ text: text.slice(next, start), found: null })
    pieces.push({ text: text.slice(start, end), found: first + offset })
    next = end
  }
  if (next < chunk.end) pieces.push({ text: text.slice(next, chunk.end), found: null })
  return pieces
}

/** Which of the ranges, which are in order, reach into each chunk: the first and how many. */
export function assignRanges(
  chunks: readonly TextChunk[],
  ranges: readonly TextRange[],
): { first: number; count: number }[] {
  let next = 0
  return chunks.map((chunk) => {
    while (next < ranges.length && (ranges[next]?.end ?? 0) <= chunk.start) next += 1
    let end = next
    while (end < ranges.length && (ranges[end]?.start ?? 0) < chunk.end) end += 1
    return { first: next, count: end - next }
  })
}

/**
 * Characters that would not be seen, or would change how others are seen, as one visible character each: what a host
 * sends is shown as it is, and can neither hide nor reorder itself.
 */
export function showHidden(text: string): string {
  return text.replaceAll(hidden, (character) => {
    const code = character.charCodeAt(0)
    if (code < 0x20) return String.fromCharCode(0x2400 + code)
    return code === 0x7f ? '\u2421' : '\ufffd'
  })
}

// oxlint-disable-next-line no-control-regex
const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g
