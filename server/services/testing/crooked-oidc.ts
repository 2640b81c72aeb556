import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { OidcEnvironment } from '@/server/config/env'
import { closeServer, listenOnLoopback } from './loopback-oidc'

export type Crookedness =
  | 'honest'
  | 'wrongNonce'
  | 'noNonce'
  | 'wrongKey'
  | 'wrongAudience'
  | 'wrongIssuer'
  | 'expired'

export interface CrookedOidc {
  environment: OidcEnvironment
  crookedness: Crookedness
  /** What the discovery document says; changing it is another way to be crooked. */
  claimedIssuer: string
  isDown: boolean
  discoveryCount: number
  close(): Promise<void>
}

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

function writeJwt(claims: Record<string, unknown>, key: KeyObject): string {
  const signed = `${encode({ alg: 'RS256', kid: 'one', typ: 'JWT' })}.${encode(claims)}`
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
}

/** A provider that answers the code flow by the book, but for the one thing that it is told to get wrong. */
export async function openCrookedOidc(): Promise<CrookedOidc> {
  const server = createServer()
  const url = await listenOnLoopback(server)
  const honest = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
  let nonce = ''
  const opened: CrookedOidc = {
    environment: { issuer: url, clientId: 'berth', clientSecret: 'secret', name: 'Crooked' },
    crookedness: 'honest',
    claimedIssuer: url,
    isDown: false,
    discoveryCount: 0,
    close: () => closeServer(server),
  }
  const writeIdToken = () => {
    const { crookedness } = opened
    const nowSeconds = Math.floor(Date.now() / 1000)
    const claims: Record<string, unknown> = {
      iss: crookedness === 'wrongIssuer' ? 'https://elsewhere.example' : opened.claimedIssuer,
      aud: crookedness === 'wrongAudience' ? 'somebody-else' : 'berth',
      sub: 'crook',
      email: 'crook@example.com',
      email_verified: true,
      iat: nowSeconds - 7200,
      exp: crookedness === 'expired' ? nowSeconds - 3600 : nowSeconds + 3600,
      nonce: crookedness === 'wrongNonce' ? 'of another sign-in' : nonce,
    }
    if (crookedness === 'noNonce') delete claims['nonce']
    return writeJwt(claims, crookedness === 'wrongKey' ? stranger.privateKey : honest.privateKey)
  }
  server.on('request', (request, response) => {
    const asked = new URL(request.url ?? '/', url)
    const answer = (body: unknown) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(body))
    }
    if (opened.isDown) return response.writeHead(503).end()
    if (asked.pathname === '/.well-known/openid-configuration') {
      opened.discoveryCount += 1
      return answer({
        issuer: opened.claimedIssuer,
        authorization_endpoint: `${url}/authorize`,
        token_endpoint: `${url}/token`,
        jwks_uri: `${url}/jwks`,
        id_token_signing_alg_values_supported: ['RS256'],
      })
    }
    if (asked.pathname === '/jwks') {
      return answer({
        keys: [{ ...honest.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }],
      })
    }
    if (asked.pathname === '/authorize') {
      nonce = asked.searchParams.get('nonce') ?? ''
      const back = new URL(asked.searchParams.get('redirect_uri') ?? '')
      back.searchParams.set('code', 'a-code')
      back.searchParams.set('state', asked.searchParams.get('state') ?? '')
      return response.writeHead(302, { location: back.href }).end()
    }
    if (asked.pathname === '/token') {
      return answer({
        access_token: 'a-token',
        token_type: 'Bearer',
        expires_in: 60,
        id_token: writeIdToken(),
      })
    }
    return response.writeHead(404).end()
  })
  return opened
}
