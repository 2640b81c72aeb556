import { acceptedDto, acceptInviteInput, inviteStatusDto, inviteStatusInput } from '@/server/contracts/setup'
import { acceptInvite } from '@/server/services/invites/accept'
import { readInvite } from '@/server/services/invites/status'
import { authorized, router } from '@/server/trpc/init'

export const invitesRouter = router({
  /** A mutation although it only reads: its input is a secret, and queries put theirs into the address. */
  status: authorized('public')
    .input(inviteStatusInput)
    .output(inviteStatusDto)
    .mutation(({ ctx, input }) => readInvite({ ctx: ctx.service, input })),
  accept: authorized('public')
    .input(acceptInviteInput)
    .output(acceptedDto)
    .mutation(({ ctx, input }) => acceptInvite({ ctx: ctx.service, input })),
})
