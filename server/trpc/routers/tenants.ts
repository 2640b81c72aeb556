import { createTenantInput, tenantDto, tenantListDto } from '@/server/contracts/tenant'
import { createTenant } from '@/server/services/tenants/create'
import { listTenants } from '@/server/services/tenants/list'
import { authorized, router } from '@/server/trpc/init'

export const tenantsRouter = router({
  list: authorized('tenant:read')
    .output(tenantListDto)
    .query(({ ctx }) => listTenants({ ctx: ctx.service })),
  create: authorized('tenant:manage')
    .input(createTenantInput)
    .output(tenantDto)
    .mutation(({ ctx, input }) => createTenant({ ctx: ctx.service, input })),
})
