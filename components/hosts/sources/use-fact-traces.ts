'use client'

import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { FactTraces } from '@/components/hosts/fact-rows'
import { useTRPC } from '@/components/query/trpc'

/** The sections of the host itself stand first among its facts; these stand behind its thousands of devices. */
const searches = [undefined, 'driver.', 'kernel.', 'fabric.'] as const
const enough = 60

/** Who told each fact of the host itself, asked for once the page is there. */
export function useFactTraces(slug: string, isWanted: boolean): FactTraces {
  const trpc = useTRPC()
  const answers = useQueries({
    queries: searches.map((search) =>
      trpc.hosts.facts.queryOptions(
        { slug, limit: enough, ...(search === undefined ? {} : { search }) },
        { enabled: isWanted },
      ),
    ),
    combine: (results) => ({
      pages: results.map(({ data }) => data),
      isLoading: results.some(({ isPending, error }) => isPending && error === null),
    }),
  })
  return useMemo(() => {
    if (answers.isLoading) return 'loading'
    const told = answers.pages.flatMap((page) => page?.items ?? [])
    return told.length === 0 ? null : new Map(told.map((fact) => [fact.path, fact]))
  }, [answers])
}
