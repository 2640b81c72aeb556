'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/components/query/trpc'

/** What holds capacity of a host now. */
export function useAllocations(hostId: string) {
  const trpc = useTRPC()
  return useQuery(trpc.hosts.allocations.queryOptions({ hostId }))
}
