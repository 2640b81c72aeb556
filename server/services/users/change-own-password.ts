import { verifyPassword } from 'better-auth/crypto'
import type { z } from 'zod'
import type { changePasswordInput, passwordChangedDto } from '@/server/contracts/password'
import { publishChange } from '@/server/events/publish'
import { recordAudit } from '@/server/services/audit/record'
import { recordRefusal } from '@/server/services/audit/record-refusal'
import { currentPasswordKey, giveBackTry, takeTry } from '@/server/services/auth/sign-in-limit'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'
import { requirePerson } from '@/server/services/session/list-own'
import { transact } from '@/server/services/transact'
import { lockUser } from './load-user'
import { loadPasswordHash } from './read-password'
import { endSessions, setPassword } from './write-user'

interface ChangeOwnPasswordArgs {
  ctx: ServiceContext
  input: z.output<typeof changePasswordInput>
  /** The session that asks, which goes on; the others end, since somebody else may hold one. */
  currentSessionId: string | null
}

type Changed = z.output<typeof passwordChangedDto>
const ACTION = 'user.changePassword'

/**
 * The viewer's own password, for whoever knows the current one: a session alone, left open or stolen, is not
 * enough, and may not guess more often than somebody without one.
 * @throws DomainError `tooManyPasswordTries`, `passwordWrong`, `passwordUnset`
 */
export async function changeOwnPassword({
  ctx,
  input,
  currentSessionId,
}: ChangeOwnPasswordArgs): Promise<Changed> {
  const userId = requirePerson(ctx)
  const key = currentPasswordKey(userId)
  const subject = { kind: 'user', id: userId, label: ctx.actor.label }
  const waitSeconds = await takeTry({ ctx, key })
  if (waitSeconds !== null) {
    await recordRefusal({ ctx, key, record: { action: ACTION, subject, reason: 'tooManyPasswordTries' } })
    const message = `Too many wrong passwords. Try again in ${waitSeconds} seconds.`
    throw new DomainError('tooManyRequests', 'tooManyPasswordTries', message, { waitSeconds })
  }
  const changed = await transact(ctx.db, async (tx): Promise<Changed | null> => {
    const row = await lockUser({ tx, userId })
    const hash = await loadPasswordHash(tx, userId)
    if (hash === null) throw new DomainError('conflict', 'passwordUnset', 'This account has no password')
    if (!(await verifyPassword({ hash, password: input.currentPassword }))) return null
    await setPassword({ ctx, tx, userId, password: input.newPassword })
    const endedSessionCount = await endSessions({ tx, userId, exceptId: currentSessionId })
    await giveBackTry({ db: tx, key })
    await recordAudit({
      ctx,
      tx,
      record: { action: ACTION, subject: { ...subject, label: row.email }, after: { endedSessionCount } },
    })
    await publishChange({ tx, topic: 'user', id: userId })
    return { endedSessionCount }
  })
  if (changed !== null) return changed
  const record = { action: ACTION, outcome: 'refused', subject, reason: 'passwordWrong' } as const
  await recordAudit({ ctx, tx: ctx.db, record })
  throw new DomainError('invalid', 'passwordWrong', 'This is not your current password')
}
