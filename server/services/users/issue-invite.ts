import { and, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { token, type user } from '@/db/schema'
import { readEnvironment } from '@/server/config/env'
import type { ServiceContext } from '@/server/services/context'
import { issueToken } from '@/server/services/tokens/issue'

const INVITE_LIFETIME_MS = 7 * 24 * 3600 * 1000

interface IssueInviteArgs {
  ctx: Pick<ServiceContext, 'now' | 'newId' | 'actor'>
  tx: Transaction
  invited: typeof user.$inferSelect
}

/** A link that lets a person set a password, once, within seven days; older links of theirs end. */
export async function issueInvite({
  ctx,
  tx,
  invited,
}: IssueInviteArgs): Promise<{ link: string; expiresAt: Date }> {
  const now = ctx.now()
  await tx
    .update(token)
    .set({ revokedAt: now })
    .where(and(eq(token.kind, 'invite'), eq(token.userId, invited.id), isNull(token.revokedAt)))
  const { secret } = await issueToken({
    ctx,
    tx,
    kind: 'invite',
    label: `Invitation of ${invited.email}`,
    lifetimeMs: INVITE_LIFETIME_MS,
    uses: 1,
    userId: invited.id,
  })
  // In the fragment, which browsers send to nobody: it reaches no log, no proxy, no referrer.
  return {
    link: `${readEnvironment().url}/invite#${secret}`,
    expiresAt: new Date(now.getTime() + INVITE_LIFETIME_MS),
  }
}
