import { createServer, type Server } from 'node:http'
import Provider from 'oidc-provider'
import { E2E_URL, OIDC_CLIENT, OIDC_ISSUER, OIDC_PORT } from './addresses'

/** A real OpenID provider on loopback: whoever signs in there is who they say, with a verified address. */
export function serveOidc(): Promise<Server> {
  const provider = new Provider(OIDC_ISSUER, {
    clients: [
      {
        client_id: OIDC_CLIENT.id,
        client_secret: OIDC_CLIENT.secret,
        redirect_uris: [`${E2E_URL}/api/auth/callback/sso`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    findAccount: (_: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@sso.example`, email_verified: true, name: `${id} of SSO` }),
    }),
    features: { devInteractions: { enabled: true } },
    cookies: { keys: ['loopback only'] },
  })
  const server = createServer(provider.callback())
  return new Promise((resolve) => server.listen(OIDC_PORT, '127.0.0.1', () => resolve(server)))
}
