import type { z } from 'zod'
import type { invitedDto, userIdInput } from '@/server/contracts/user'
import { publishChange } from '@/server/events/publish'
import { recordAudit } from '@/server/services/audit/record'
import { authorise } from '@/server/services/authorise'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'
import { transact } from '@/server/services/transact'
import { issueInvite } from './issue-invite'
import { lockUser } from './load-user'

interface ReinviteUserArgs {
  ctx: ServiceContext
  input: z.output<typeof userIdInput>
}

/** A new link to set a password: for an invitation that was lost, or a password that was. */
export async function reinviteUser({ ctx, input }: ReinviteUserArgs): Promise<z.output<typeof invitedDto>> {
  authorise({ ctx, permission: 'user:manage' })
  return transact(ctx.db, async (tx) => {
    const invited = await lockUser({ tx, userId: input.userId })
    if (invited.disabledAt !== null) {
      throw new DomainError('conflict', 'userDisabled', 'This account is disabled; enable it first')
    }
    const { link, expiresAt } = await issueInvite({ ctx, tx, invited })
    const subject = { kind: 'user', id: invited.id, label: invited.email }
    await recordAudit({ ctx, tx, record: { action: 'user.reinvite', subject, after: { expiresAt } } })
    await publishChange({ tx, topic: 'user', id: invited.id })
    return { userId: invited.id, link, expiresAt }
  })
}
