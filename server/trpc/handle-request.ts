import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { toProblem } from '@/server/services/http/problem'
import { limitRequest } from '@/server/services/limit-request'
import { type Services, services } from '@/server/services/open'
import { createRequestContext } from './context'
import { appRouter } from './root'

export const TRPC_ENDPOINT = '/api/trpc'
const BODY_BYTES_MAX = 1024 * 1024
const BATCH_MAX = 20

/** Answers `/api/trpc/…`: queries, mutations and the streams of subscriptions. */
export async function handleTrpcRequest(request: Request, from: Services = services()): Promise<Response> {
  const setCookies: string[] = []
  try {
    const limited = await limitRequest(request, BODY_BYTES_MAX)
    const context = createRequestContext({
      headers: request.headers,
      from,
      onCookies: (given) => setCookies.push(...given),
    })
    // Before anything is answered, because a stream's headers leave before its procedures run. A failure is
    // remembered and becomes the failure of each procedure that asks.
    await context.readViewer().catch(() => null)
    const answer = await fetchRequestHandler({
      endpoint: TRPC_ENDPOINT,
      req: limited,
      router: appRouter,
      maxBatchSize: BATCH_MAX,
      createContext: () => context,
    })
    // A proxy that compresses a stream holds its events back until there is enough to compress.
    const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream') ?? false
    answer.headers.set('cache-control', isStream ? 'no-store, no-transform' : 'no-store')
    // A session that was prolonged in the database is prolonged in the browser too.
    for (const cookie of setCookies) answer.headers.append('set-cookie', cookie)
    return answer
  } catch (error) {
    return toProblem(error)
  }
}
