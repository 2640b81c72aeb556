'use client'

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import type { Crumb } from '@/components/shell/breadcrumb-trail'

type TrailState = {
  readonly trail: readonly Crumb[] | null
  readonly setTrail: (trail: readonly Crumb[] | null) => void
}

const TrailContext = createContext<TrailState | null>(null)

export function TrailProvider({ children }: { readonly children: ReactNode }) {
  const [trail, setTrail] = useState<readonly Crumb[] | null>(null)
  const value = useMemo(() => ({ trail, setTrail }), [trail])
  return <TrailContext value={value}>{children}</TrailContext>
}

export function useTrail(): readonly Crumb[] | null {
  return useContext(TrailContext)?.trail ?? null
}

/** Placed by a page whose drill path is richer than its address: estate › pool › host › GPU. */
export function Trail({ items }: { readonly items: readonly Crumb[] }) {
  const setTrail = useContext(TrailContext)?.setTrail
  // The items are compared by what they say, so that a page may write them in place.
  const key = JSON.stringify(items)
  // External system: the top bar, which stands outside the page that knows its path.
  useEffect(() => {
    setTrail?.(JSON.parse(key))
    return () => setTrail?.(null)
  }, [setTrail, key])
  return null
}
