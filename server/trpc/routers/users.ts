import {
  grantRoleInput,
  invitedDto,
  inviteUserInput,
  listUsersInput,
  revokeRoleInput,
  setUserDisabledInput,
  userDto,
  userIdInput,
  userPageDto,
} from '@/server/contracts/user'
import { grantRole } from '@/server/services/users/grant-role'
import { inviteUser } from '@/server/services/users/invite'
import { listUsers } from '@/server/services/users/list'
import { reinviteUser } from '@/server/services/users/reinvite'
import { revokeRole } from '@/server/services/users/revoke-role'
import { setUserDisabled } from '@/server/services/users/set-disabled'
import { authorized, router } from '@/server/trpc/init'

export const usersRouter = router({
  list: authorized('user:read')
    .input(listUsersInput)
    .output(userPageDto)
    .query(({ ctx, input }) => listUsers({ ctx: ctx.service, input })),
  invite: authorized('user:manage')
    .input(inviteUserInput)
    .output(invitedDto)
    .mutation(({ ctx, input }) => inviteUser({ ctx: ctx.service, input })),
  reinvite: authorized('user:manage')
    .input(userIdInput)
    .output(invitedDto)
    .mutation(({ ctx, input }) => reinviteUser({ ctx: ctx.service, input })),
  setDisabled: authorized('user:manage')
    .input(setUserDisabledInput)
    .output(userDto)
    .mutation(({ ctx, input }) => setUserDisabled({ ctx: ctx.service, input })),
  grantRole: authorized('user:manage')
    .input(grantRoleInput)
    .output(userDto)
    .mutation(({ ctx, input }) => grantRole({ ctx: ctx.service, input })),
  revokeRole: authorized('user:manage')
    .input(revokeRoleInput)
    .output(userDto)
    .mutation(({ ctx, input }) => revokeRole({ ctx: ctx.service, input })),
})
