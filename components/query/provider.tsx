'use client'

import { QueryClientProvider } from '@tanstack/react-query'
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from '@trpc/client'
import { type ReactNode, useState } from 'react'
import superjson from 'superjson'
import { createQueryClient } from '@/components/query/query-client'
import { TRPCProvider } from '@/components/query/trpc'
import type { AppRouter } from '@/server/trpc/root'

const url = '/api/trpc'

function createClients() {
  const queryClient = createQueryClient({ onSignedOut: goToSignIn })
  const trpcClient = createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({ url, transformer: superjson }),
        false: httpBatchLink({ url, transformer: superjson, maxURLLength: 4000, maxItems: 20 }),
      }),
    ],
  })
  return { queryClient, trpcClient }
}

/** What every page that asks the server stands in. `Changes` keeps what was asked up to date. */
export function QueryProvider({ children }: { readonly children: ReactNode }) {
  const [{ queryClient, trpcClient }] = useState(createClients)
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider queryClient={queryClient} trpcClient={trpcClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  )
}

/** A whole page load: nothing that the old session showed stays in memory. */
function goToSignIn() {
  const { pathname, search } = globalThis.location
  if (pathname === '/sign-in') return
  globalThis.location.assign(`/sign-in?next=${encodeURIComponent(pathname + search)}`)
}
