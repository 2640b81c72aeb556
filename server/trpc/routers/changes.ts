import type { z } from 'zod'
import { changeDto } from '@/server/contracts/change'
import { changeHub } from '@/server/services/changes/hub'
import { watchChanges } from '@/server/services/changes/watch-changes'
import { zAsyncIterable } from '@/server/trpc/async-iterable'
import { authorized, router } from '@/server/trpc/init'

export const changesRouter = router({
  watch: authorized('self')
    .output(zAsyncIterable<z.infer<typeof changeDto>>(changeDto))
    .subscription(({ ctx, signal }) =>
      watchChanges({
        ctx: ctx.service,
        hub: changeHub(),
        signal,
        recheck: async () => (await ctx.recheck()).principal,
      }),
    ),
})
