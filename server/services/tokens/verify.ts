import { and, eq, isNull, lt, or } from 'drizzle-orm'
import { token } from '@/db/schema'
import type { TokenKind } from '@/server/core/access/token-kind'
import { recordRefusal } from '@/server/services/audit/record-refusal'
import type { ServiceContext } from '@/server/services/context'
import { judgeToken, refuseToken, type TokenRefusal } from './judge'
import { parseSecret } from './secret'

export type Token = typeof token.$inferSelect
/** How fresh "last used" is: a host that delivers each few seconds does not need a write for each. */
const LAST_USED_GRAIN_MS = 60_000

interface VerifyTokenArgs {
  ctx: Pick<ServiceContext, 'db' | 'actor' | 'remoteAddress' | 'now'>
  secret: string
  kinds: readonly TokenKind[]
}

/**
 * The token that a secret opens. Does not spend a use: that is {@link redeemToken}'s, with what it pays for.
 * @throws DomainError tokenUnknown, tokenExpired, tokenUsed, tokenRevoked (401), tokenWrongKind (403); each is
 * audited as refused, at most once a minute for a token or, when it is unknown, for an address
 */
export async function verifyToken({ ctx, secret, kinds }: VerifyTokenArgs): Promise<Token> {
  const parsed = parseSecret(secret)
  const [found] = parsed ? await ctx.db.select().from(token).where(eq(token.sha256, parsed.sha256)) : []
  const now = ctx.now()
  const refusal = found ? judgeToken(found, kinds, now) : 'unknown'
  if (refusal !== null) {
    await recordTokenRefusal({ ctx, refusal, found: found ?? null, kinds })
    throw refuseToken(refusal)
  }
  const grain = new Date(now.getTime() - LAST_USED_GRAIN_MS)
  const verified = found as Token
  if (verified.lastUsedAt === null || verified.lastUsedAt < grain) {
    await ctx.db
      .update(token)
      .set({ lastUsedAt: now })
      .where(and(eq(token.id, verified.id), or(isNull(token.lastUsedAt), lt(token.lastUsedAt, grain))))
  }
  return verified
}

interface RecordTokenRefusalArgs {
  ctx: VerifyTokenArgs['ctx']
  refusal: TokenRefusal
  found: Token | null
  kinds: readonly TokenKind[]
}

export async function recordTokenRefusal({
  ctx,
  refusal,
  found,
  kinds,
}: RecordTokenRefusalArgs): Promise<void> {
  // The characters of an unknown token are the guesser's to choose, so they neither bound nor enter the log.
  const bound = found ? found.id : (ctx.remoteAddress ?? 'nowhere')
  await recordRefusal({
    ctx,
    key: `${refusal}\n${bound}`,
    record: {
      action: 'token.use',
      subject: found
        ? { kind: 'token', id: found.id, label: `${found.label} (${found.prefix}…)` }
        : { kind: 'token', id: null, label: `unknown ${kinds.join(' or ')} token` },
      reason: refuseToken(refusal).code,
    },
  })
}
