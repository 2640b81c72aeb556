import { memo, type RefObject } from 'react'
import { joinClasses } from '@/components/ui/class-names'
import type { TextRange } from './find-in-text'
import { assignRanges, type ChunkedText, showHidden, splitChunk, type TextChunk } from './text-chunks'

export type RawTextProps = {
  readonly label: string
  readonly text: string
  readonly chunked: ChunkedText
  readonly ranges: readonly TextRange[]
  /** Which of the ranges the reader is at. */
  readonly current: number
  readonly scrollRef: RefObject<HTMLElement | null>
}

const lineHeightPx = 18
/** Columns that a long line is taken to wrap at, until the browser lays it out. */
const guessedColumns = 120

/**
 * A text with line numbers. All of it is in the page, so that the browser's own search, selection and print see
 * it, but what is out of sight is not laid out.
 */
export function RawText({ label, text, chunked, ranges, current, scrollRef }: RawTextProps) {
  const assigned = assignRanges(chunked.chunks, ranges)
  const gutter = `${Math.max(3, String(chunked.lineCount).length) + 2}ch`
  return (
    <section
      ref={scrollRef}
      aria-label={label}
      data-print="expand"
      // Scrolled by keyboard too: arrows, Page Up and Down, Home and End.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="overflow-auto bg-panel font-mono text-xs leading-[18px] [tab-size:8] -outline-offset-2"
      style={{ maxHeight: 'max(320px, calc(100dvh - 290px))' }}
    >
      <div className="w-max min-w-full py-1">
        {chunked.chunks.map((chunk, index) => {
          const { first, count } = assigned[index] ?? { first: 0, count: 0 }
          const isHere = current >= first && current < first + count
          return (
            <Chunk
              key={chunk.start}
              text={text}
              chunk={chunk}
              widest={chunked.widest}
              gutter={gutter}
              ranges={count === 0 ? none : ranges}
              first={first}
              count={count}
              current={isHere ? current : null}
            />
          )
        })}
      </div>
    </section>
  )
}

const none: readonly TextRange[] = []

type ChunkProps = {
  readonly text: string
  readonly chunk: TextChunk
  readonly widest: number
  readonly gutter: string
  readonly ranges: readonly TextRange[]
  readonly first: number
  readonly count: number
  readonly current: number | null
}

/** Memoised: stepping through what was found renders again only the chunks that it leaves and enters. */
const Chunk = memo(function DrawnChunk({
  text,
  chunk,
  widest,
  gutter,
  ranges,
  first,
  count,
  current,
}: ChunkProps) {
  const rows = chunk.isLong ? Math.ceil((chunk.end - chunk.start) / guessedColumns) : chunk.lineCount
  const pieces = splitChunk(text, chunk, ranges.slice(first, first + count), first)
  return (
    <div
      className="flex min-w-full [content-visibility:auto]"
      style={{
        containIntrinsicSize: `auto calc(${widest}ch + ${gutter} + 24px) auto ${rows * lineHeightPx}px`,
      }}
    >
      <div
        aria-hidden
        className="sticky left-0 shrink-0 border-r bg-panel pr-2 text-right whitespace-pre text-ink-muted select-none"
        style={{ width: gutter }}
      >
        {numberLines(chunk)}
      </div>
      <pre
        className={joinClasses(
          'm-0 px-3 font-mono',
          chunk.isLong ? 'w-[min(120ch,90vw)] break-all whitespace-pre-wrap' : 'whitespace-pre',
        )}
      >
        {pieces.map((piece) =>
          piece.found === null ? (
            showHidden(piece.text)
          ) : (
            <mark
              key={piece.found}
              data-found={piece.found}
              aria-current={piece.found === current ? 'true' : undefined}
              className={
                piece.found === current
                  ? 'rounded-sm bg-warn text-panel'
                  : 'rounded-sm bg-warn-ground text-warn'
              }
            >
              {showHidden(piece.text)}
            </mark>
          ),
        )}
        {'\n'}
      </pre>
    </div>
  )
})

function numberLines({ firstLine, lineCount }: TextChunk): string {
  return Array.from({ length: lineCount }, (_, offset) => firstLine + offset).join('\n')
}
