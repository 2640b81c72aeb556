import { createTRPCClient, httpLink } from '@trpc/client'
import superjson from 'superjson'
import type { Role } from '@/server/core/access/roles'
import type { AppRouter } from '@/server/trpc/root'
import { E2E_URL } from './addresses'
import { readSignIn } from './state'

export type Client = ReturnType<typeof openClient>

/** The procedures as the browser calls them, for what a journey needs but is not about. */
export function openClient(headers: Record<string, string>) {
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${E2E_URL}/api/trpc`,
        transformer: superjson,
        // What a browser on one of Berth's pages would send; without it a write with a cookie is refused.
        headers: { origin: E2E_URL, ...headers },
      }),
    ],
  })
}

export function openClientAs(role: Role): Client {
  return openClient({ cookie: readCookie(role) })
}

export function readCookie(role: Role): string {
  return readSignIn(role)
    .cookies.map(({ name, value }) => `${name}=${value}`)
    .join('; ')
}
