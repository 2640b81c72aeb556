import { z } from 'zod'
import { findingPageDto, listFindingsInput, resolveFindingInput } from '@/server/contracts/finding'
import { listFindings } from '@/server/services/findings/list-findings'
import { resolveFinding } from '@/server/services/findings/resolve-finding'
import { authorized, router } from '@/server/trpc/init'

export const findingsRouter = router({
  list: authorized('finding:read')
    .input(listFindingsInput)
    .output(findingPageDto)
    .query(({ ctx, input }) => listFindings({ ctx: ctx.service, input })),
  resolve: authorized('host:manage')
    .input(resolveFindingInput)
    .output(z.object({ findingId: z.uuid() }))
    .mutation(({ ctx, input }) => resolveFinding({ ctx: ctx.service, input })),
})
