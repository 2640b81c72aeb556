import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { type Services, services } from '@/server/services/open'
import { createRequestContext } from './context'
import { readLimitedBody } from './limited-body'
import { appRouter } from './root'

export const TRPC_ENDPOINT = '/api/trpc'
const BODY_BYTES_MAX = 1024 * 1024
const BATCH_MAX = 20

/** Answers `/api/trpc/…`: queries, mutations and the streams of subscriptions. */
export async function handleTrpcRequest(request: Request, from: Services = services()): Promise<Response> {
  const limited = await readLimitedBody(request, BODY_BYTES_MAX)
  if (limited === null) {
    return Response.json(
      { code: 'bodyTooLarge', message: `At most ${BODY_BYTES_MAX} bytes` },
      { status: 413 },
    )
  }
  const setCookies: string[] = []
  const answer = await fetchRequestHandler({
    endpoint: TRPC_ENDPOINT,
    req: limited,
    router: appRouter,
    maxBatchSize: BATCH_MAX,
    createContext: () => {
      return createRequestContext({
        headers: request.headers,
        from,
        onCookies: (given) => setCookies.push(...given),
      })
    },
  })
  answer.headers.set('cache-control', 'no-store')
  // A session that was prolonged in the database is prolonged in the browser too.
  for (const cookie of setCookies) answer.headers.append('set-cookie', cookie)
  return answer
}
