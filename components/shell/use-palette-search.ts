'use client'

import { useEffect, useState } from 'react'
import type { PaletteItem, PaletteSearch } from '@/components/shell/palette-items'

type Found = { readonly query: string; readonly items: readonly PaletteItem[]; readonly hasFailed: boolean }

const settleMs = 150

/** Asks once the typing settles. An answer to an earlier query is never shown under a later one. */
export function usePaletteSearch(search: PaletteSearch | undefined, query: string) {
  const [found, setFound] = useState<Found | null>(null)
  const wanted = query.trim()
  // External system: the server's search, asked after a pause and given up when the query changes.
  useEffect(() => {
    if (search === undefined || wanted === '') return undefined
    const controller = new AbortController()
    const timer = setTimeout(() => {
      search(wanted, controller.signal).then(
        (items) => !controller.signal.aborted && setFound({ query: wanted, items, hasFailed: false }),
        () => !controller.signal.aborted && setFound({ query: wanted, items: [], hasFailed: true }),
      )
    }, settleMs)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [search, wanted])
  const isAnswered = found !== null && found.query === wanted
  return {
    items: isAnswered && wanted !== '' ? found.items : [],
    isSearching: search !== undefined && wanted !== '' && !isAnswered,
    hasFailed: isAnswered && wanted !== '' && found.hasFailed,
  }
}
