import { asc, inArray } from 'drizzle-orm'
import { tenant } from '@/db/schema'
import type { TenantDto } from '@/server/contracts/tenant'
import { reachOf } from '@/server/core/access/can'
import type { ServiceContext } from '@/server/services/context'

const TENANTS_MAX = 500

/** The tenants that the viewer may see: all, or one's own; that there are others is not told. */
export async function listTenants({ ctx }: { ctx: ServiceContext }): Promise<TenantDto[]> {
  const reach = reachOf(ctx.principal, 'tenant:read')
  if (reach.kind === 'some' && reach.tenantIds.length === 0) return []
  return ctx.db
    .select({ id: tenant.id, slug: tenant.slug, name: tenant.name, createdAt: tenant.createdAt })
    .from(tenant)
    .where(reach.kind === 'all' ? undefined : inArray(tenant.id, reach.tenantIds))
    .orderBy(asc(tenant.name), asc(tenant.id))
    .limit(TENANTS_MAX)
}
