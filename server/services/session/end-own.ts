import { and, eq } from 'drizzle-orm'
import type { z } from 'zod'
import { session } from '@/db/schema'
import type { endedSessionDto, endSessionInput } from '@/server/contracts/session'
import { recordAudit } from '@/server/services/audit/record'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'
import { transact } from '@/server/services/transact'
import { requirePerson } from './list-own'

interface EndOwnSessionArgs {
  ctx: ServiceContext
  input: z.output<typeof endSessionInput>
}

/** Signs the viewer out somewhere. Another person's session is as unknown as none. @throws DomainError `sessionUnknown` */
export async function endOwnSession({
  ctx,
  input,
}: EndOwnSessionArgs): Promise<z.output<typeof endedSessionDto>> {
  const userId = requirePerson(ctx)
  return transact(ctx.db, async (tx) => {
    const [ended] = await tx
      .delete(session)
      .where(and(eq(session.id, input.sessionId), eq(session.userId, userId)))
      .returning()
    if (!ended) throw new DomainError('notFound', 'sessionUnknown', 'This session has already ended')
    const subject = { kind: 'user', id: userId, label: ctx.actor.label }
    const before = { ipAddress: ended.ipAddress, userAgent: ended.userAgent, createdAt: ended.createdAt }
    await recordAudit({ ctx, tx, record: { action: 'session.end', subject, before } })
    return { sessionId: ended.id }
  })
}
