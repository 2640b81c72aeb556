import type { GrantDto } from '@/server/contracts/viewer'
import { ROLES, type Role } from '@/server/core/access/roles'

type RoleWords = { readonly word: string; readonly sentence: string }

const words: Readonly<Record<Role, RoleWords>> = {
  admin: { word: 'Administrator', sentence: 'May do everything, including users, roles and tokens.' },
  operator: { word: 'Operator', sentence: 'Sees the estate, enrols and manages hosts.' },
  approver: { word: 'Approver', sentence: 'Sees the estate and decides requests.' },
  auditor: {
    word: 'Auditor',
    sentence: 'Sees the estate, its people, tokens and the audit log; changes nothing.',
  },
  viewer: { word: 'Viewer', sentence: 'Sees the estate; changes nothing.' },
  tenantAdmin: { word: 'Tenant administrator', sentence: 'Runs one tenant and sees only that.' },
  tenantMember: { word: 'Tenant member', sentence: 'Sees one tenant and nothing else.' },
}

export function describeRole(role: Role): RoleWords {
  return words[role]
}

export const roleOptions = ROLES.map((role) => ({ value: role, label: words[role].word }))

/** `Operator of pool training`, `Administrator of everything`, `Tenant member of retail`. */
export function describeGrant(grant: Pick<GrantDto, 'role' | 'scope' | 'scopeLabel'>): string {
  const { word } = words[grant.role]
  if (grant.scope === 'global') return `${word} of everything`
  return grant.scope === 'pool' ? `${word} of pool ${grant.scopeLabel}` : `${word} of ${grant.scopeLabel}`
}

/** All roles of a person in one line; a person without any is said to have none. */
export function describeGrants(grants: readonly GrantDto[]): string {
  return grants.length === 0 ? 'No role yet' : grants.map(describeGrant).join(', ')
}
