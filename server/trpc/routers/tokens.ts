import {
  createApiKeyInput,
  createEnrolmentInput,
  createGuestTokenInput,
  enrolmentDto,
  guestTokenDto,
  listTokensInput,
  revokedDto,
  revokeTokenInput,
  secretDto,
  tokenPageDto,
} from '@/server/contracts/token'
import { createApiKey } from '@/server/services/tokens/create-api-key'
import { createEnrolment } from '@/server/services/tokens/create-enrolment'
import { createGuestToken } from '@/server/services/tokens/create-guest-token'
import { listTokens } from '@/server/services/tokens/list'
import { revokeToken } from '@/server/services/tokens/revoke'
import { authorized, router } from '@/server/trpc/init'

export const tokensRouter = router({
  list: authorized('token:read')
    .input(listTokensInput)
    .output(tokenPageDto)
    .query(({ ctx, input }) => listTokens({ ctx: ctx.service, input })),
  createApiKey: authorized('token:manage')
    .input(createApiKeyInput)
    .output(secretDto)
    .mutation(({ ctx, input }) => createApiKey({ ctx: ctx.service, input })),
  createEnrolment: authorized('host:enrol')
    .input(createEnrolmentInput)
    .output(enrolmentDto)
    .mutation(({ ctx, input }) => createEnrolment({ ctx: ctx.service, input })),
  createGuest: authorized('host:enrol')
    .input(createGuestTokenInput)
    .output(guestTokenDto)
    .mutation(({ ctx, input }) => createGuestToken({ ctx: ctx.service, input })),
  revoke: authorized('token:manage')
    .input(revokeTokenInput)
    .output(revokedDto)
    .mutation(({ ctx, input }) => revokeToken({ ctx: ctx.service, input })),
})
