import { randomBytes } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import { readEnvironment } from '@/server/config/env'
import { listSecurityHeaders } from '@/server/config/security-headers'

/** Every page gets its own nonce and the headers that keep it to itself. Answers under /api set their own. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString('base64')
  const { url, oidc } = readEnvironment()
  const secured = listSecurityHeaders({ nonce, berthUrl: url, oidcIssuer: oidc?.issuer ?? null })
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  // Where to come back to after signing in: a layout is not told its own address.
  headers.set('x-berth-path', request.nextUrl.pathname + request.nextUrl.search)
  // Next takes the nonce for its own scripts from the policy of the request.
  headers.set('content-security-policy', secured['content-security-policy'])
  const response = NextResponse.next({ request: { headers } })
  for (const [name, value] of Object.entries(secured)) response.headers.set(name, value)
  return response
}

export const config = {
  matcher: ['/((?!api/|_next/static/|favicon\\.svg$).*)'],
}
