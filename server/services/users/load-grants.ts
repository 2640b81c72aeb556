import { asc, eq, inArray } from 'drizzle-orm'
import type { Queryable } from '@/db/client'
import { pool, roleGrant, tenant } from '@/db/schema'
import type { GrantDto } from '@/server/contracts/viewer'
import type { Grant } from '@/server/core/access/roles'

/** The grants of some users, oldest first, each with the name of what it reaches. */
export async function loadGrants(db: Queryable, userIds: string[]): Promise<Map<string, GrantDto[]>> {
  const grants = new Map<string, GrantDto[]>(userIds.map((userId) => [userId, []]))
  if (userIds.length === 0) return grants
  const rows = await db
    .select({ grant: roleGrant, poolName: pool.name, tenantName: tenant.name })
    .from(roleGrant)
    .leftJoin(pool, eq(pool.id, roleGrant.poolId))
    .leftJoin(tenant, eq(tenant.id, roleGrant.tenantId))
    .where(inArray(roleGrant.userId, userIds))
    .orderBy(asc(roleGrant.grantedAt), asc(roleGrant.id))
  for (const { grant, poolName, tenantName } of rows) {
    grants.get(grant.userId)?.push({
      id: grant.id,
      role: grant.role,
      scope: grant.scope,
      poolId: grant.poolId,
      tenantId: grant.tenantId,
      scopeLabel: poolName ?? tenantName ?? 'Everything',
    })
  }
  return grants
}

/** The same for core, which wants the scope as a type; the database's checks make the other shapes impossible. */
export function toCoreGrant(grant: GrantDto): Grant {
  if (grant.poolId !== null) return { role: grant.role, scope: 'pool', poolId: grant.poolId }
  if (grant.tenantId !== null) return { role: grant.role, scope: 'tenant', tenantId: grant.tenantId }
  return { role: grant.role, scope: 'global' }
}
