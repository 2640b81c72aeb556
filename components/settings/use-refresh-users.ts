'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTRPC } from '@/components/query/trpc'

/** Asks again for what shows users: at once, also where the live stream is paused. */
export function useRefreshUsers(): () => Promise<void> {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  return useCallback(() => queryClient.invalidateQueries(trpc.users.pathFilter()), [trpc, queryClient])
}
