'use client'

import { ChevronDown, ChevronUp, Search } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { IconButton } from '@/components/ui/button'
import { joinClasses } from '@/components/ui/class-names'
import { controlClass } from '@/components/ui/field'

export type RawFindProps = {
  readonly term: string
  readonly onTerm: (term: string) => void
  readonly current: number
  readonly count: number
  readonly isMore: boolean
  readonly onStep: (by: 1 | -1) => void
}

/** Looks for a text in the output: Enter leads to the next, Shift and Enter to the one before. */
export function RawFind({ term, onTerm, current, count, isMore, onStep }: RawFindProps) {
  const fieldRef = useRef<HTMLInputElement>(null)
  // External system: the document's keyboard. Once in this field, the browser's own search is a second press away.
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const isFind = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key === 'f'
      if (!isFind || document.activeElement === fieldRef.current) return
      event.preventDefault()
      fieldRef.current?.focus()
      fieldRef.current?.select()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
  return (
    <search className="flex min-w-0 flex-wrap items-center gap-1">
      <span className="relative min-w-0">
        <Search aria-hidden className="pointer-events-none absolute top-1.5 left-2 size-4 text-ink-muted" />
        <input
          ref={fieldRef}
          type="search"
          aria-label="Find in this output"
          placeholder="Find in this output"
          data-hotkey="search"
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={term}
          onChange={(event) => onTerm(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') {
              event.preventDefault()
              onStep(event.shiftKey ? -1 : 1)
            }
            if (event.key === 'Escape') {
              onTerm('')
              event.currentTarget.blur()
            }
          }}
          className={joinClasses(controlClass, 'h-7 w-64 max-w-full pl-8 font-mono text-sm')}
        />
      </span>
      <output className="min-w-24 px-1 text-xs text-ink-muted">
        {describeFound(term, current, count, isMore)}
      </output>
      <IconButton
        size="small"
        label="Previous (Shift Enter)"
        icon={<ChevronUp aria-hidden />}
        disabled={count === 0}
        onClick={() => onStep(-1)}
      />
      <IconButton
        size="small"
        label="Next (Enter)"
        icon={<ChevronDown aria-hidden />}
        disabled={count === 0}
        onClick={() => onStep(1)}
      />
    </search>
  )
}

/** `3 of 42`; nothing while nothing is looked for. */
export function describeFound(term: string, current: number, count: number, isMore: boolean): string {
  if (term === '') return ''
  if (count === 0) return 'not in it'
  return `${current + 1} of ${count}${isMore ? '+' : ''}`
}
