'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTRPC } from '@/components/query/trpc'

/** After a write, and after a refused one too: a conflict means that what is shown is old. */
export function useRefreshHosts(): () => Promise<void> {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  return useCallback(async () => {
    await Promise.all(
      [trpc.hosts, trpc.overview, trpc.findings].map((router) =>
        queryClient.invalidateQueries({ queryKey: router.pathKey() }),
      ),
    )
  }, [trpc, queryClient])
}
