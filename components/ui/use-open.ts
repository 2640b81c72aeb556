'use client'

import type { Route } from 'next'
import { useRouter } from 'next/navigation'
import { useCallback } from 'react'

/** Goes to an address that is data, as `AppLink` does for links. */
export function useOpen(): (href: string) => void {
  const router = useRouter()
  // Needed once routes exist; the linter may look before their types are generated.
  // oxlint-disable-next-line typescript/no-unnecessary-type-assertion
  return useCallback((href) => router.push(href as Route), [router])
}
