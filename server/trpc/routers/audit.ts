import { auditPageDto, listAuditInput } from '@/server/contracts/audit'
import { listAudit } from '@/server/services/audit/list'
import { authorized, router } from '@/server/trpc/init'

export const auditRouter = router({
  list: authorized('audit:read')
    .input(listAuditInput)
    .output(auditPageDto)
    .query(({ ctx, input }) => listAudit({ ctx: ctx.service, input })),
})
