import type { z } from 'zod'
import type { invitedDto, inviteUserInput } from '@/server/contracts/user'
import { publishChange } from '@/server/events/publish'
import { recordAudit } from '@/server/services/audit/record'
import { authorise } from '@/server/services/authorise'
import type { ServiceContext } from '@/server/services/context'
import { transact } from '@/server/services/transact'
import { issueInvite } from './issue-invite'
import { insertGrant } from './write-grant'
import { insertUser } from './write-user'

interface InviteUserArgs {
  ctx: ServiceContext
  input: z.output<typeof inviteUserInput>
}

/** Makes an account with its roles and a link to set its password. @throws DomainError `emailTaken`, `scopeUnknown` */
export async function inviteUser({ ctx, input }: InviteUserArgs): Promise<z.output<typeof invitedDto>> {
  authorise({ ctx, permission: 'user:manage' })
  return transact(ctx.db, async (tx) => {
    const invited = await insertUser({ ctx, tx, email: input.email, name: input.name })
    for (const grant of input.grants) await insertGrant({ ctx, tx, userId: invited.id, grant })
    const { link, expiresAt } = await issueInvite({ ctx, tx, invited })
    const subject = { kind: 'user', id: invited.id, label: invited.email }
    const after = { name: invited.name, email: invited.email, grants: input.grants }
    await recordAudit({ ctx, tx, record: { action: 'user.invite', subject, after } })
    await publishChange({ tx, topic: 'user', id: invited.id })
    return { userId: invited.id, link, expiresAt }
  })
}
