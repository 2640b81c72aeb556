import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import type { OidcEnvironment } from '@/server/config/env'

export interface OidcPerson {
  sub: string
  email: string
  email_verified: boolean
  name?: string
}

export interface LoopbackOidc {
  environment: OidcEnvironment
  /** Whoever comes to sign in is this person. */
  person: OidcPerson
  close(): Promise<void>
}

interface InteractionContext {
  oidc: { client: { clientId: string }; session: { accountId: string } }
}

export async function listenOnLoopback(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

/** A certified OpenID provider on loopback that signs in whoever the test says, without asking. */
export async function openLoopbackOidc(berthUrl: string): Promise<LoopbackOidc> {
  const server = createServer()
  const issuer = await listenOnLoopback(server)
  const environment = {
    issuer,
    clientId: 'berth',
    clientSecret: 'the secret of the client',
    name: 'Loopback',
  }
  const opened: LoopbackOidc = {
    environment,
    person: { sub: 'nobody', email: 'nobody@example.com', email_verified: false },
    close: () => closeServer(server),
  }
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: environment.clientId,
        client_secret: environment.clientSecret,
        redirect_uris: [`${berthUrl}/api/auth/callback/sso`],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    pkce: { required: () => true },
    ttl: { AccessToken: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (_: unknown, accountId: string) => ({
      accountId,
      claims: () => ({ ...opened.person, sub: accountId }),
    }),
    loadExistingGrant: async ({ oidc }: InteractionContext) => {
      const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId })
      grant.addOIDCScope('openid profile email')
      await grant.save()
      return grant
    },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/enter/${uid}` },
    cookies: { keys: ['a key of the provider'] },
  })
  const answer = provider.callback()
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/enter/')) return answer(request, response)
    void provider.interactionFinished(request, response, { login: { accountId: opened.person.sub } })
  })
  return opened
}
