'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/components/query/trpc'

/** What may be known before anybody is: whether there is an operator, and whether single sign-on is set up. */
export function useSetupStatus() {
  const trpc = useTRPC()
  return useQuery(trpc.setup.status.queryOptions(undefined, { retry: 1 }))
}
