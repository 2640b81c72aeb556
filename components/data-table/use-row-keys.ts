'use client'

import { type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react'
import { isBareCommand } from '@/components/ui/keyboard'

/** Where a key leads from `active` among `count` rows; null when the key is not one of the list's. */
export function moveActive(key: string, active: number | null, count: number): number | null {
  if (count === 0) return null
  const last = count - 1
  switch (key) {
    case 'j':
    case 'ArrowDown':
      return active === null ? 0 : Math.min(last, active + 1)
    case 'k':
    case 'ArrowUp':
      return active === null ? 0 : Math.max(0, active - 1)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return null
  }
}

export type RowKeysOptions = {
  readonly containerRef: RefObject<HTMLElement | null>
  readonly count: number
  /** Brings the row into the rendered range. */
  readonly scrollTo: (index: number) => void
  readonly open: (index: number) => void
}

/**
 * j and k move from anywhere on the page in its first list, or in the list that has the focus; arrows, Home,
 * End and Enter only once a row has it. The active row takes the real focus, so a screen reader reads it.
 */
export function useRowKeys({ containerRef, count, scrollTo, open }: RowKeysOptions) {
  const [active, setActive] = useState<number | null>(null)
  const wantedRef = useRef<number | null>(null)

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const container = containerRef.current
    if (container === null || !isBareCommand(event) || !isListOfKeys(container)) return
    const focusedRow = document.activeElement?.closest('tr[data-row-index]')
    const hasRow = focusedRow !== null && focusedRow !== undefined && container.contains(focusedRow)
    if (event.key === 'Enter') {
      // A link or a button inside the row answers for itself.
      if (hasRow && document.activeElement === focusedRow && active !== null) open(active)
      return
    }
    if (!hasRow && event.key !== 'j' && event.key !== 'k') return
    const next = moveActive(event.key, active, count)
    if (next === null) return
    event.preventDefault()
    setActive(next)
    wantedRef.current = next
    scrollTo(next)
  })

  // External system: the document's keyboard.
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])

  // External system: the document's focus. It runs after each render until the wanted row is in the page.
  useEffect(() => {
    const wanted = wantedRef.current
    if (wanted === null) return
    const row = containerRef.current?.querySelector<HTMLElement>(`tr[data-row-index="${wanted}"]`)
    if (row === null || row === undefined) return
    row.focus({ preventScroll: true })
    wantedRef.current = null
  })

  return { active: active !== null && active < count ? active : null, setActive }
}

function isListOfKeys(container: HTMLElement): boolean {
  const owner = document.activeElement?.closest('[data-list-keys]')
  return (owner ?? document.querySelector('[data-list-keys]')) === container
}
