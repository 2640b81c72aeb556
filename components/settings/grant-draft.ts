import type { z } from 'zod'
import type { SelectOption } from '@/components/ui/select'
import type { roleAndScope } from '@/server/contracts/user'
import { isTenantRole, type Role } from '@/server/core/access/roles'

/** A role being chosen. `scopeKey` is `global`, `pool:<id>` or `tenant:<id>`; empty while none is chosen. */
export type GrantDraft = { readonly role: Role; readonly scopeKey: string }

export const firstDraft: GrantDraft = { role: 'viewer', scopeKey: 'global' }

type Named = { readonly id: string; readonly slug: string; readonly name: string }

/** Tenant roles are held over a tenant, the others over everything or one pool. */
export function listScopeOptions(
  role: Role,
  pools: readonly Named[],
  tenants: readonly Named[],
): SelectOption[] {
  if (isTenantRole(role)) {
    return tenants.map((tenant) => ({ value: `tenant:${tenant.id}`, label: nameScope('Tenant', tenant) }))
  }
  return [
    { value: 'global', label: 'Everything' },
    ...pools.map((pool) => ({ value: `pool:${pool.id}`, label: nameScope('Pool', pool) })),
  ]
}

function nameScope(kind: string, { name, slug }: Named): string {
  return name === slug ? `${kind} ${slug}` : `${kind} ${slug} (${name})`
}

/** Another role keeps the scope where that role can be held over it. */
export function changeRole(draft: GrantDraft, role: Role): GrantDraft {
  const isKept = isTenantRole(role) === isTenantRole(draft.role)
  return { role, scopeKey: isKept ? draft.scopeKey : isTenantRole(role) ? '' : 'global' }
}

/** What the contract takes; a scope that is not chosen yet is one that it will refuse. */
export function toRoleAndScope({ role, scopeKey }: GrantDraft): z.input<typeof roleAndScope> {
  const [kind, id = ''] = scopeKey.split(':')
  if (kind === 'pool') return { role, scope: { scope: 'pool', poolId: id } }
  if (kind === 'tenant' || isTenantRole(role)) return { role, scope: { scope: 'tenant', tenantId: id } }
  return { role, scope: { scope: 'global' } }
}
