import { describe, expect, test } from 'vitest'
import { can, canFor, type Principal, reachOf } from './can'
import { PERMISSIONS, ROLE_PERMISSIONS } from './permissions'
import { type Grant, isTenantRole, ROLES } from './roles'

const person = (...grants: Grant[]): Principal => ({ kind: 'human', id: 'u1', label: 'Anna', grants })
const key = (scopes: (typeof PERMISSIONS)[number][], ...grants: Grant[]): Principal => {
  return { kind: 'key', id: 'k1', label: 'a key', grants, scopes }
}
const list = (principal: Principal) => PERMISSIONS.filter((permission) => can(principal, permission))
const nobody: Principal = { kind: 'anonymous' }

describe('can', () => {
  test('nobody may only what is public', () => {
    expect(PERMISSIONS.filter((permission) => can(nobody, permission))).toEqual(['public'])
  })

  test('an account without a role may only what is public or its own', () => {
    expect(PERMISSIONS.filter((permission) => can(person(), permission))).toEqual(['public', 'self'])
  })

  test('each role may exactly what its row says', () => {
    let seen = 0
    for (const role of ROLES) {
      const grant: Grant = isTenantRole(role)
        ? { role, scope: 'tenant', tenantId: 't1' }
        : { role, scope: 'global' }
      const expected = PERMISSIONS.filter(
        (p) => p === 'public' || p === 'self' || ROLE_PERMISSIONS[role].includes(p),
      )
      expect(PERMISSIONS.filter((permission) => can(person(grant), permission))).toEqual(expected)
      seen += 1
    }
    expect(seen).toBe(7)
  })

  test('an API key may what both its scopes and the grants of its owner allow, and has no self', () => {
    const admin: Grant = { role: 'admin', scope: 'global' }
    const viewer: Grant = { role: 'viewer', scope: 'global' }
    expect(list(key(['host:read', 'self'], admin))).toEqual(['public', 'host:read'])
    expect(list(key(['host:read', 'user:manage'], viewer))).toEqual(['public', 'host:read'])
    expect(list(key(['host:read']))).toEqual(['public'])
  })

  test('tenant roles see nothing of the estate, its people or its log', () => {
    const member = person({ role: 'tenantMember', scope: 'tenant', tenantId: 't1' })
    for (const permission of [
      'estate:read',
      'host:read',
      'finding:read',
      'user:read',
      'audit:read',
    ] as const) {
      expect(can(member, permission), permission).toBe(false)
    }
  })
})

describe('canFor and reachOf', () => {
  const poolAdmin = person({ role: 'admin', scope: 'pool', poolId: 'p1' })

  test('a grant over a pool reaches that pool, no other, and nothing that lies in none', () => {
    expect(canFor(poolAdmin, 'host:read', { poolId: 'p1' })).toBe(true)
    expect(canFor(poolAdmin, 'host:read', { poolId: 'p2' })).toBe(false)
    expect(canFor(poolAdmin, 'host:read', { poolId: null })).toBe(false)
  })

  test('an admin of a pool does not manage users, who belong to no pool', () => {
    expect(can(poolAdmin, 'user:manage')).toBe(true)
    expect(canFor(poolAdmin, 'user:manage', {})).toBe(false)
  })

  test('a tenant grant reaches that tenant only', () => {
    const member = person({ role: 'tenantMember', scope: 'tenant', tenantId: 't1' })
    expect(canFor(member, 'tenant:read', { tenantId: 't1' })).toBe(true)
    expect(canFor(member, 'tenant:read', { tenantId: 't2' })).toBe(false)
    expect(reachOf(member, 'tenant:read')).toEqual({ kind: 'some', poolIds: [], tenantIds: ['t1'] })
  })

  test('one global grant makes the reach everything, none makes it nothing', () => {
    const both = person({ role: 'viewer', scope: 'pool', poolId: 'p1' }, { role: 'viewer', scope: 'global' })
    expect(reachOf(both, 'host:read')).toEqual({ kind: 'all' })
    expect(reachOf(nobody, 'host:read')).toEqual({ kind: 'some', poolIds: [], tenantIds: [] })
  })
})
