import type { Role } from './roles'

/**
 * Everything a procedure can ask for. `public` needs no account, `self` any account, even one without a role;
 * the others come from roles or from the scopes of an API key.
 */
export const PERMISSIONS = [
  'public',
  'self',
  'estate:read',
  'host:read',
  'host:upload',
  'host:enrol',
  'host:manage',
  'finding:read',
  'pool:read',
  'pool:manage',
  'tenant:read',
  'tenant:manage',
  'token:read',
  'token:manage',
  'user:read',
  'user:manage',
  'audit:read',
] as const
export type Permission = (typeof PERMISSIONS)[number]

const seesEstate = ['estate:read', 'host:read', 'finding:read', 'pool:read'] as const satisfies Permission[]

/** One record for server and client alike; what is not listed is refused. */
export const ROLE_PERMISSIONS: Record<Role, readonly Permission[]> = {
  admin: PERMISSIONS,
  operator: [...seesEstate, 'host:upload', 'host:enrol', 'host:manage', 'tenant:read', 'token:read'],
  approver: [...seesEstate, 'tenant:read'],
  auditor: [...seesEstate, 'tenant:read', 'token:read', 'user:read', 'audit:read'],
  viewer: [...seesEstate],
  tenantAdmin: ['tenant:read'],
  tenantMember: ['tenant:read'],
}
