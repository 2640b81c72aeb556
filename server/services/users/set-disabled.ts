import { and, eq, isNull } from 'drizzle-orm'
import type { z } from 'zod'
import { token, user } from '@/db/schema'
import type { setUserDisabledInput, UserDto } from '@/server/contracts/user'
import { keepsAnAdmin } from '@/server/core/access/last-admin'
import { publishChange } from '@/server/events/publish'
import { awaitTurn } from '@/server/services/advisory-lock'
import { recordAudit } from '@/server/services/audit/record'
import { authorise } from '@/server/services/authorise'
import type { ServiceContext } from '@/server/services/context'
import { transact } from '@/server/services/transact'
import { loadActiveAdmins } from './load-admins'
import { loadUser, lockUser } from './load-user'
import { refuseLastAdmin } from './refuse-last-admin'
import { endSessions } from './write-user'

interface SetUserDisabledArgs {
  ctx: ServiceContext
  input: z.output<typeof setUserDisabledInput>
}

/**
 * Disabling ends the person's sessions and open invitations at once; their API keys rest with them and work
 * again when they do. @throws DomainError `userUnknown`, `lastAdmin`
 */
export async function setUserDisabled({ ctx, input }: SetUserDisabledArgs): Promise<UserDto> {
  authorise({ ctx, permission: 'user:manage' })
  return transact(ctx.db, async (tx) => {
    await awaitTurn(tx, 'berth.administrators')
    const row = await lockUser({ tx, userId: input.userId })
    if ((row.disabledAt !== null) === input.disabled) return loadUser({ tx, userId: row.id })
    const now = ctx.now()
    let endedSessionCount = 0
    if (input.disabled) {
      if (!keepsAnAdmin(await loadActiveAdmins(tx), { userId: row.id })) throw refuseLastAdmin()
      endedSessionCount = await endSessions({ tx, userId: row.id })
      await tx
        .update(token)
        .set({ revokedAt: now })
        .where(and(eq(token.userId, row.id), eq(token.kind, 'invite'), isNull(token.revokedAt)))
    }
    const disabledAt = input.disabled ? now : null
    await tx.update(user).set({ disabledAt, updatedAt: now }).where(eq(user.id, row.id))
    await recordAudit({
      ctx,
      tx,
      record: {
        action: input.disabled ? 'user.disable' : 'user.enable',
        subject: { kind: 'user', id: row.id, label: row.email },
        before: { disabledAt: row.disabledAt },
        after: { disabledAt, endedSessionCount },
        reason: input.reason ?? null,
      },
    })
    await publishChange({ tx, topic: 'user', id: row.id })
    return loadUser({ tx, userId: row.id })
  })
}
