'use client'

import { Search } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { joinClasses } from '@/components/ui/class-names'
import { controlClass } from '@/components/ui/field'

export type SearchFieldProps = {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}

const settleMs = 250

/** Asks once the typing settles; Enter asks at once, Escape clears. `/` brings the reader here. */
export function SearchField({ label, value, onChange }: SearchFieldProps) {
  const [draft, setDraft] = useState(value)
  const [lastValue, setLastValue] = useState(value)
  // The address changed from elsewhere (a cleared filter, the back button): the field follows.
  if (value !== lastValue) {
    setLastValue(value)
    setDraft(value)
  }
  const commit = useEffectEvent((text: string) => {
    if (text.trim() !== value) onChange(text)
  })
  // External system: a timer that waits for the typing to settle.
  useEffect(() => {
    const timer = setTimeout(() => commit(draft), settleMs)
    return () => clearTimeout(timer)
  }, [draft])

  return (
    <span className="relative">
      <Search aria-hidden className="pointer-events-none absolute top-1.5 left-2 size-4 text-ink-muted" />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        data-hotkey="search"
        autoComplete="off"
        spellCheck={false}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onChange(draft)
          if (event.key === 'Escape') {
            setDraft('')
            onChange('')
            event.currentTarget.blur()
          }
        }}
        className={joinClasses(controlClass, 'h-7 w-56 max-w-full pl-8 text-sm')}
      />
    </span>
  )
}
