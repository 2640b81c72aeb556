import { openLog } from '@/server/config/log'
import { describeError } from '@/server/services/describe-error'
import { DomainError } from '@/server/services/domain-error'
import { isDatabaseAway } from '@/server/services/is-database-away'
import { newId } from '@/server/services/new-id'

const TITLES: Record<number, string> = {
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  413: 'Too large',
  422: 'Not understood',
  429: 'Too many requests',
  500: 'Something went wrong in Berth',
  503: 'Not available just now',
}

/** Seconds after which a collector or a page may try again when the database was away. */
const RETRY_AFTER_SECONDS = 5

/** Any error as RFC 9457 problem details. What nobody foresaw is logged under an id and shown as nothing more. */
export function toProblem(error: unknown): Response {
  if (error instanceof DomainError) {
    // What is said of every problem is said last: no datum of one may stand in its place.
    return problem(error.status, { ...error.data, code: error.code, detail: error.message })
  }
  if (isDatabaseAway(error)) {
    const detail = 'The database cannot be reached; nothing was changed. Try again shortly.'
    return problem(503, { code: 'databaseAway', detail }, { 'retry-after': String(RETRY_AFTER_SECONDS) })
  }
  const errorId = newId()
  openLog('http').error({ errorId, err: describeError(error) }, 'a request failed')
  return problem(500, { code: 'internal', detail: `The log has the details under ${errorId}`, errorId })
}

function problem(
  status: number,
  body: Record<string, unknown>,
  headers: Record<string, string> = {},
): Response {
  const title = TITLES[status] ?? 'Refused'
  return new Response(JSON.stringify({ ...body, type: 'about:blank', title, status }), {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  })
}

/** Wraps a route handler so that whatever it throws becomes problem details. */
export function answering<Rest extends unknown[]>(
  handle: (request: Request, ...rest: Rest) => Promise<Response>,
): (request: Request, ...rest: Rest) => Promise<Response> {
  return async (request, ...rest) => {
    try {
      return await handle(request, ...rest)
    } catch (error) {
      return toProblem(error)
    }
  }
}
