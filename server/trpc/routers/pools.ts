import { createPoolInput, poolDto, poolListDto } from '@/server/contracts/pool'
import { createPool } from '@/server/services/pools/create'
import { listPools } from '@/server/services/pools/list'
import { authorized, router } from '@/server/trpc/init'

export const poolsRouter = router({
  list: authorized('pool:read')
    .output(poolListDto)
    .query(({ ctx }) => listPools({ ctx: ctx.service })),
  create: authorized('pool:manage')
    .input(createPoolInput)
    .output(poolDto)
    .mutation(({ ctx, input }) => createPool({ ctx: ctx.service, input })),
})
