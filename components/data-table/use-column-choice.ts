'use client'

import { useCallback, useMemo, useSyncExternalStore } from 'react'
import type { DataColumn } from '@/components/data-table/column'

export type ColumnVisibility = Readonly<Record<string, boolean>>

type Hideable = Pick<DataColumn<never>, 'id' | 'hideable' | 'hiddenAtFirst'>

/** Which columns are shown: the kept choice where it is one, else the column's own default. Never hides a fixed one. */
export function resolveVisibility(
  columns: readonly Hideable[],
  kept: string | null,
): Record<string, boolean> {
  const choice = parseChoice(kept)
  return Object.fromEntries(
    columns.map((column) => [
      column.id,
      column.hideable === false ? true : (choice[column.id] ?? column.hiddenAtFirst !== true),
    ]),
  )
}

function parseChoice(kept: string | null): Record<string, boolean> {
  if (kept === null) return {}
  try {
    const value: unknown = JSON.parse(kept)
    if (typeof value !== 'object' || value === null) return {}
    return Object.fromEntries(Object.entries(value).filter(([, shown]) => typeof shown === 'boolean'))
  } catch {
    return {}
  }
}

// External system: the browser's storage, which other tabs and other tables on the page may change.
const changed = new EventTarget()

function subscribe(listener: () => void): () => void {
  changed.addEventListener('change', listener)
  window.addEventListener('storage', listener)
  return () => {
    changed.removeEventListener('change', listener)
    window.removeEventListener('storage', listener)
  }
}

function readKept(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    // Storage is switched off: the choice lasts as long as the defaults do.
    return null
  }
}

export function useColumnChoice(tableId: string, columns: readonly Hideable[]) {
  const key = `berth.columns.${tableId}`
  const kept = useSyncExternalStore(
    subscribe,
    () => readKept(key),
    () => null,
  )
  const visibility = useMemo(() => resolveVisibility(columns, kept), [columns, kept])
  const setVisibility = useCallback(
    (next: ColumnVisibility) => {
      try {
        localStorage.setItem(key, JSON.stringify(next))
      } catch {
        return
      }
      changed.dispatchEvent(new Event('change'))
    },
    [key],
  )
  return { visibility, setVisibility }
}
