import { acceptedDto, claimSetupInput, setupStatusDto } from '@/server/contracts/setup'
import { claimSetup } from '@/server/services/setup/claim'
import { readSetupStatus } from '@/server/services/setup/status'
import { authorized, router } from '@/server/trpc/init'

export const setupRouter = router({
  status: authorized('public')
    .output(setupStatusDto)
    .query(({ ctx }) => readSetupStatus({ ctx: ctx.service })),
  claim: authorized('public')
    .input(claimSetupInput)
    .output(acceptedDto)
    .mutation(({ ctx, input }) => claimSetup({ ctx: ctx.service, input })),
})
