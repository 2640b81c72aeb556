import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { isSignedOut, isWorthRetrying } from '@/components/query/query-error'

const maxRetries = 3

/**
 * Changes are told by the event stream, so what was loaded stays fresh until it is told otherwise; the stale
 * time only bounds what a tab without a stream shows. Berth lives in networks without internet, where browsers
 * call themselves offline: requests are tried regardless.
 */
export function createQueryClient({ onSignedOut }: { readonly onSignedOut: () => void }): QueryClient {
  const handleError = (error: unknown) => {
    if (isSignedOut(error)) onSignedOut()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError: handleError }),
    mutationCache: new MutationCache({ onError: handleError }),
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: 60_000,
        gcTime: 10 * 60_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (failures, error) => failures < maxRetries && isWorthRetrying(error),
      },
      // A write that was not answered may have happened: only the person knows whether to ask again.
      mutations: { networkMode: 'always', retry: false },
    },
  })
}
