import { overviewDto } from '@/server/contracts/overview'
import { getOverview } from '@/server/services/overview/get-overview'
import { authorized, router } from '@/server/trpc/init'

export const overviewRouter = router({
  get: authorized('estate:read')
    .output(overviewDto)
    .query(({ ctx }) => getOverview({ ctx: ctx.service })),
})
