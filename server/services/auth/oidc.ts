import { APIError, createAuthMiddleware } from 'better-auth/api'
import { type GenericOAuthConfig, genericOAuth } from 'better-auth/plugins'
import type { OidcEnvironment } from '@/server/config/env'

/** Part of the callback's address, `/api/auth/callback/sso`, which is registered with the provider. */
export const OIDC_ID = 'sso'

/** The discovery document names its own issuer; one that is not ours would let another sign for our people. */
function isSameIssuer(a: string | undefined, b: string): boolean {
  return a?.replace(/\/$/, '') === b.replace(/\/$/, '')
}

/**
 * Single sign-on as a plugin of better-auth. Its own start-up fetches the discovery document without a time
 * limit, so a provider that hangs would hang every sign-in, by password too. Here the provider starts out as
 * "pending" instead: the plugin then fetches the document at the first single sign-on, within ten seconds, and
 * again at the next one if that failed.
 */
export function openOidc(oidc: OidcEnvironment) {
  const config: GenericOAuthConfig = {
    providerId: OIDC_ID,
    name: oidc.name,
    discoveryUrl: `${oidc.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    clientId: oidc.clientId,
    clientSecret: oidc.clientSecret,
    scopes: ['openid', 'profile', 'email'],
    pkce: true,
    requireIdTokenVerification: true,
    disableProviderLogout: true,
    mapProfileToUser: (profile) => {
      const names = [profile.name, profile['preferred_username'], profile.email]
      return {
        name: names.find((name): name is string => typeof name === 'string' && name !== '') ?? 'Unnamed',
      }
    },
  }
  const plugin = genericOAuth({ config: [config] })
  return {
    ...plugin,
    init: async () => ({ context: { genericOAuthPendingDiscovery: new Map([[OIDC_ID, config]]) } }),
    hooks: {
      before: [
        ...plugin.hooks.before,
        {
          matcher: (context: { path?: string | undefined }) =>
            context.path === '/sign-in/social' || context.path === '/callback/:id',
          handler: createAuthMiddleware(async (context) => {
            // The browser is to come back from the provider with a code; a token brought along proves less.
            if (context.body?.idToken) throw new APIError('BAD_REQUEST', { code: 'ID_TOKEN_NOT_SUPPORTED' })
            const provider = context.context.socialProviders.find(({ id }) => id === OIDC_ID)
            if (provider && !isSameIssuer(provider.issuer, oidc.issuer)) {
              context.context.logger.error(
                'The provider says that it is another issuer than BERTH_OIDC_ISSUER',
              )
              throw new APIError('SERVICE_UNAVAILABLE', { code: 'ISSUER_MISMATCH' })
            }
          }),
        },
      ],
    },
  }
}
