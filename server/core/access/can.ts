import { type Permission, ROLE_PERMISSIONS } from './permissions'
import type { Grant } from './roles'

/** Whoever asks: a person with grants, an API key with scopes, or nobody. */
export type Principal =
  | { kind: 'anonymous' }
  | { kind: 'human'; id: string; label: string; grants: readonly Grant[] }
  | { kind: 'key'; id: string; label: string; grants: readonly Grant[]; scopes: readonly Permission[] }

/** The part of the estate that a thing belongs to; null is "none", which only a global grant reaches. */
export interface Target {
  poolId?: string | null
  tenantId?: string | null
}

function holds(principal: Principal, permission: Permission): readonly Grant[] {
  if (principal.kind === 'anonymous') return []
  if (principal.kind === 'key' && !principal.scopes.includes(permission)) return []
  return principal.grants.filter((grant) => ROLE_PERMISSIONS[grant.role].includes(permission))
}

/** May it be asked at all, for some part of the estate? Each row is still judged by {@link canFor}. */
export function can(principal: Principal, permission: Permission): boolean {
  if (permission === 'public') return true
  if (permission === 'self') return principal.kind === 'human'
  return holds(principal, permission).length > 0
}

/** May it be asked for this thing? A scoped grant reaches only what lies in its pool or tenant. */
export function canFor(principal: Principal, permission: Permission, target: Target): boolean {
  if (permission === 'public' || permission === 'self') return can(principal, permission)
  return holds(principal, permission).some((grant) => {
    if (grant.scope === 'global') return true
    if (grant.scope === 'pool') return target.poolId === grant.poolId
    return target.tenantId === grant.tenantId
  })
}

/** Where a permission reaches: everything, or these pools and tenants only. For the WHERE of a list. */
export type Reach = { kind: 'all' } | { kind: 'some'; poolIds: string[]; tenantIds: string[] }

export function reachOf(principal: Principal, permission: Permission): Reach {
  const grants = holds(principal, permission)
  if (grants.some((grant) => grant.scope === 'global')) return { kind: 'all' }
  return {
    kind: 'some',
    poolIds: grants.flatMap((grant) => (grant.scope === 'pool' ? [grant.poolId] : [])),
    tenantIds: grants.flatMap((grant) => (grant.scope === 'tenant' ? [grant.tenantId] : [])),
  }
}
