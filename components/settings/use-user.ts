'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC, useTRPCClient } from '@/components/query/trpc'
import type { UserDto } from '@/server/contracts/user'

const pageSize = 500

/**
 * One user, found by walking the list, which has no way to ask for one. Its key stands under the users', so a
 * change of any user refreshes it. Null: there is no such user.
 */
export function useUser(userId: string) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  return useQuery({
    queryKey: [...trpc.users.list.pathKey(), 'one', userId],
    queryFn: async ({ signal }): Promise<UserDto | null> => {
      let cursor: string | null = null
      do {
        const page: { items: UserDto[]; nextCursor: string | null } = await client.users.list.query(
          { cursor, limit: pageSize },
          { signal },
        )
        const found = page.items.find((user) => user.id === userId)
        if (found !== undefined) return found
        cursor = page.nextCursor
      } while (cursor !== null)
      return null
    },
  })
}
