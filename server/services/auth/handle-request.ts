import { recordRefusal } from '@/server/services/audit/record-refusal'
import { DomainError } from '@/server/services/domain-error'
import { isDatabaseAway } from '@/server/services/is-database-away'
import { limitRequest } from '@/server/services/limit-request'
import { type Services, services } from '@/server/services/open'
import { readRemoteAddress } from '@/server/services/session/remote-address'
import { OIDC_ID } from './oidc'
import { SIGN_IN_PATH } from './sign-in-limit'

/** All of better-auth that is reachable; everything else about users goes through services, audited. */
const OPEN_PATHS: Record<string, readonly string[]> = {
  [SIGN_IN_PATH]: ['POST'],
  '/sign-in/social': ['POST'],
  [`/callback/${OIDC_ID}`]: ['GET', 'POST'],
  '/sign-out': ['POST'],
  '/get-session': ['GET'],
}
const BODY_BYTES_MAX = 16 * 1024

function problem(
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Response {
  return Response.json({ code, message }, { status, headers: { 'cache-control': 'no-store', ...headers } })
}

/** Answers `/api/auth/…`. The shape of refusals is better-auth's: `{ code, message }`. */
export async function handleAuthRequest(request: Request, from: Services = services()): Promise<Response> {
  const path = new URL(request.url).pathname.replace(/^\/api\/auth/, '')
  if (!OPEN_PATHS[path]?.includes(request.method)) return problem(404, 'NOT_FOUND', 'There is nothing here')
  try {
    const answer = await from.auth.handler(await limitRequest(request, BODY_BYTES_MAX))
    if (answer.status === 429) return refuseTooMany(request, answer, path, from)
    if (answer.status === 404 && path === '/sign-in/social') {
      return problem(503, 'SSO_UNAVAILABLE', 'The single sign-on provider cannot be reached')
    }
    return await withoutSessionToken(answer)
  } catch (error) {
    if (error instanceof DomainError) return problem(error.status, error.code, error.message)
    if (isDatabaseAway(error))
      return problem(503, 'UNAVAILABLE', 'The database cannot be reached; try again', { 'retry-after': '5' })
    throw error
  }
}

/**
 * better-auth repeats the session's token in the body, where a script of the page could read what the cookie
 * keeps from it. The browser needs the cookie only.
 */
async function withoutSessionToken(answer: Response): Promise<Response> {
  if (!answer.headers.get('content-type')?.startsWith('application/json')) return answer
  const text = await answer.text()
  const headers = new Headers(answer.headers)
  headers.delete('content-length')
  headers.set('cache-control', 'no-store')
  const keep = (name: string, value: unknown) => (name === 'token' ? undefined : value)
  return new Response(text && JSON.stringify(JSON.parse(text), keep), { status: answer.status, headers })
}

async function refuseTooMany(
  request: Request,
  answer: Response,
  path: string,
  from: Services,
): Promise<Response> {
  const seconds = Number(answer.headers.get('x-retry-after')) || 60
  const address = readRemoteAddress(request.headers)
  await recordRefusal({
    ctx: from.contextFor(
      { principal: { kind: 'anonymous' }, actor: { kind: 'human', id: null, label: 'nobody' } },
      address,
    ),
    key: `${address}`,
    record: {
      action: path === SIGN_IN_PATH ? 'session.signIn' : 'session.open',
      subject: { kind: 'user', id: null, label: 'sign-in' },
      reason: 'TOO_MANY_SIGN_INS',
    },
  })
  const what = path === SIGN_IN_PATH ? 'failed sign-ins' : 'requests'
  const message = `Too many ${what} from this address. Try again in ${seconds} seconds.`
  return problem(429, 'TOO_MANY_SIGN_INS', message, { 'retry-after': String(seconds) })
}
