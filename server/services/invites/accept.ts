import type { z } from 'zod'
import type { acceptedDto, acceptInviteInput } from '@/server/contracts/setup'
import { publishChange } from '@/server/events/publish'
import { recordAudit } from '@/server/services/audit/record'
import type { ServiceContext } from '@/server/services/context'
import { refuseToken } from '@/server/services/tokens/judge'
import { redeemToken } from '@/server/services/tokens/redeem'
import { lockUser } from '@/server/services/users/load-user'
import { endSessions, setPassword } from '@/server/services/users/write-user'

interface AcceptInviteArgs {
  ctx: ServiceContext
  input: z.output<typeof acceptInviteInput>
}

/**
 * Sets the password that an invitation is for and ends whatever sessions the account had: where a new link
 * replaces a lost password, somebody else may hold one. @throws DomainError token…: see verifyToken
 */
export async function acceptInvite({ ctx, input }: AcceptInviteArgs): Promise<z.output<typeof acceptedDto>> {
  return redeemToken({
    ctx,
    secret: input.token,
    kinds: ['invite'],
    use: async ({ tx, token }) => {
      if (token.userId === null) throw refuseToken('revoked')
      const invited = await lockUser({ tx, userId: token.userId })
      if (invited.disabledAt !== null) throw refuseToken('revoked')
      await setPassword({ ctx, tx, userId: invited.id, password: input.password })
      const endedSessionCount = await endSessions({ tx, userId: invited.id })
      const actor = { kind: 'human', id: invited.id, label: invited.name } as const
      await recordAudit({
        ctx: { ...ctx, actor },
        tx,
        record: {
          action: 'user.setPassword',
          subject: { kind: 'user', id: invited.id, label: invited.email },
          after: { endedSessionCount, by: `invitation ${token.prefix}…` },
        },
      })
      await publishChange({ tx, topic: 'user', id: invited.id })
      return { email: invited.email }
    },
  })
}
