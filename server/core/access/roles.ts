/** Who may hold what; the order is the one people read them in (DESIGN §7). */
export const ROLES = [
  'admin',
  'operator',
  'approver',
  'auditor',
  'viewer',
  'tenantAdmin',
  'tenantMember',
] as const
export type Role = (typeof ROLES)[number]

export const TENANT_ROLES = ['tenantAdmin', 'tenantMember'] as const satisfies readonly Role[]

export function isTenantRole(role: Role): boolean {
  return (TENANT_ROLES as readonly Role[]).includes(role)
}

/** A role over a part of the estate: all of it, one pool, or one tenant. */
export type Grant =
  | { role: Role; scope: 'global' }
  | { role: Role; scope: 'pool'; poolId: string }
  | { role: Role; scope: 'tenant'; tenantId: string }
