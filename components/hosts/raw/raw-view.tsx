'use client'

import { parseAsString, useQueryState } from 'nuqs'
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { Banner } from '@/components/ui/banner'
import { formatNumber } from '@/components/ui/format-number'
import type { RawOutputDto } from '@/server/contracts/host-fact'
import { findInText, findLine, stepThrough } from './find-in-text'
import { RawFind } from './raw-find'
import { RawText } from './raw-text'
import { cutIntoChunks } from './text-chunks'

export type RawViewProps = {
  readonly label: string
  readonly output: RawOutputDto
  /** Where the reader came for a line: it is shown until something is looked for. */
  readonly line: number | null
}

/** The text with its search, whose term is in the address. */
export function RawView({ label, output: { text, isCut }, line }: RawViewProps) {
  const [term, setTerm] = useQueryState('find', parseAsString.withDefault(''))
  const looked = useDeferredValue(term)
  const [place, setPlace] = useState({ term: looked, current: 0 })
  const scrollRef = useRef<HTMLElement>(null)
  const chunked = useMemo(() => cutIntoChunks(text), [text])
  const found = useMemo(() => {
    const ofLine = looked === '' && line !== null ? findLine(text, line) : null
    return ofLine === null ? findInText(text, looked) : { ranges: [ofLine], isMore: false }
  }, [text, looked, line])
  const { ranges } = found
  // Another term begins at its first place.
  const current = place.term === looked && place.current < ranges.length ? place.current : 0

  // External system: the scroller, which is moved to the place that was asked for.
  useEffect(() => {
    if (ranges.length > 0) showMark(scrollRef.current, current)
  }, [ranges, current])

  return (
    <>
      <div data-print="hidden" className="flex min-h-10 flex-wrap items-center gap-3 border-b px-2 py-1">
        <RawFind
          term={term}
          onTerm={(next) => void setTerm(next === '' ? null : next)}
          current={current}
          count={looked === '' ? 0 : ranges.length}
          isMore={found.isMore}
          onStep={(by) => setPlace({ term: looked, current: stepThrough(current, by, ranges.length) })}
        />
        <span className="ml-auto text-xs text-ink-muted">
          {formatNumber(chunked.lineCount, 'exact')} {chunked.lineCount === 1 ? 'line' : 'lines'}
        </span>
      </div>
      {isCut && (
        <Banner tone="info">
          Cut after {formatNumber(text.length, 'exact')} characters: the rest is in the download, and is not
          searched here.
        </Banner>
      )}
      <RawText
        label={label}
        text={text}
        chunked={chunked}
        ranges={ranges}
        current={current}
        scrollRef={scrollRef}
      />
    </>
  )
}

/** Moves the scroller alone, not the page, and only as far as needed. */
function showMark(scroller: HTMLElement | null, index: number): void {
  const mark = scroller?.querySelector(`mark[data-found="${index}"]`)
  if (!scroller || !mark) return
  // A chunk that was never laid out has a guessed height: the second look is after the first has laid it out.
  for (let look = 0; look < 2; look += 1) {
    const frame = scroller.getBoundingClientRect()
    const box = mark.getBoundingClientRect()
    if (box.top < frame.top + 40 || box.bottom > frame.bottom - 40) {
      scroller.scrollTop += box.top - frame.top - frame.height / 3
    }
    if (box.left < frame.left + 80 || box.right > frame.right - 20) {
      scroller.scrollLeft += box.left - frame.left - frame.width / 3
    }
  }
}
