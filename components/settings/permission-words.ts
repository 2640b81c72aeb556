import type { Permission } from '@/server/core/access/permissions'

/** What a scope lets a key do, beside its name; `public` and `self` are no scopes. */
const words: Readonly<Record<Exclude<Permission, 'public' | 'self'>, string>> = {
  'estate:read': 'the overview of the estate',
  'host:read': 'hosts and their facts',
  'host:upload': 'upload raw outputs by hand',
  'host:enrol': 'enrol, approve and refuse hosts',
  'host:manage': 'retire hosts and put them into pools',
  'finding:read': 'findings',
  'pool:read': 'pools',
  'pool:manage': 'make pools',
  'tenant:read': 'tenants',
  'tenant:manage': 'make tenants',
  'token:read': 'the list of tokens, without secrets',
  'token:manage': 'revoke tokens',
  'user:read': 'users and their roles',
  'user:manage': 'invite and disable users, give and take roles',
  'audit:read': 'the audit log',
}

export type KeyScope = keyof typeof words

/** The scopes that a key made by this person can have: their own permissions. */
export function listKeyScopes(
  permissions: readonly Permission[],
): { readonly scope: KeyScope; readonly words: string }[] {
  return permissions.flatMap((permission) =>
    permission === 'public' || permission === 'self' ? [] : [{ scope: permission, words: words[permission] }],
  )
}
