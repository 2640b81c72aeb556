import { changePasswordInput, passwordChangedDto, passwordStatusDto } from '@/server/contracts/password'
import { endedSessionDto, endSessionInput, sessionListDto } from '@/server/contracts/session'
import { viewerDto } from '@/server/contracts/viewer'
import { endOwnSession } from '@/server/services/session/end-own'
import { listOwnSessions } from '@/server/services/session/list-own'
import { requireAccount } from '@/server/services/session/viewer'
import { changeOwnPassword } from '@/server/services/users/change-own-password'
import { readOwnPassword } from '@/server/services/users/read-password'
import { authorized, router } from '@/server/trpc/init'

export const viewerRouter = router({
  get: authorized('self')
    .output(viewerDto)
    .query(({ ctx }) => requireAccount(ctx.viewer)),
  sessions: authorized('self')
    .output(sessionListDto)
    .query(({ ctx }) => listOwnSessions({ ctx: ctx.service, currentSessionId: ctx.viewer.sessionId })),
  endSession: authorized('self')
    .input(endSessionInput)
    .output(endedSessionDto)
    .mutation(({ ctx, input }) => endOwnSession({ ctx: ctx.service, input })),
  password: authorized('self')
    .output(passwordStatusDto)
    .query(({ ctx }) => readOwnPassword({ ctx: ctx.service })),
  changePassword: authorized('self')
    .input(changePasswordInput)
    .output(passwordChangedDto)
    .mutation(({ ctx, input }) =>
      changeOwnPassword({ ctx: ctx.service, input, currentSessionId: ctx.viewer.sessionId }),
    ),
})
