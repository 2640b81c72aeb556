'use client'

import { parseAsString, useQueryStates } from 'nuqs'
import { useCallback, useMemo } from 'react'
import { readTimeRange, type TimeRange, writeTimeRange } from '@/components/shell/time-range'

const keyMap = { range: parseAsString, from: parseAsString, to: parseAsString }

/** The time range of the page, in the address. `resolveTimeRange(range, nowMs)` gives the bounds for a query. */
export function useTimeRange(): { readonly range: TimeRange; readonly setRange: (range: TimeRange) => void } {
  const [raw, setRaw] = useQueryStates(keyMap, { history: 'push', scroll: false })
  const range = useMemo(() => readTimeRange(raw), [raw])
  const setRange = useCallback((next: TimeRange) => void setRaw(writeTimeRange(next)), [setRaw])
  return { range, setRange }
}
