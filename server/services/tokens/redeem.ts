import { and, eq, gt, isNull, or, sql } from 'drizzle-orm'
import type { Transaction } from '@/db/client'
import { token } from '@/db/schema'
import type { TokenKind } from '@/server/core/access/token-kind'
import type { ServiceContext } from '@/server/services/context'
import { DomainError } from '@/server/services/domain-error'
import { transact } from '@/server/services/transact'
import { refuseToken } from './judge'
import { recordTokenRefusal, type Token, verifyToken } from './verify'

interface RedeemTokenArgs<Result> {
  ctx: Pick<ServiceContext, 'db' | 'actor' | 'remoteAddress' | 'now'>
  secret: string
  kinds: readonly TokenKind[]
  /** What the use pays for: it and the use are written together or not at all. */
  use: (paid: { tx: Transaction; token: Token }) => Promise<Result>
}

/**
 * Spends one use of a token and does what it pays for, in one transaction. Of two that race for the last use
 * one waits on the row, then finds nothing left.
 * @throws what {@link verifyToken} and `use` throw
 */
export async function redeemToken<Result>({
  ctx,
  secret,
  kinds,
  use,
}: RedeemTokenArgs<Result>): Promise<Result> {
  const verified = await verifyToken({ ctx, secret, kinds })
  try {
    return await transact(ctx.db, async (tx) => {
      await spendUse({ tx, tokenId: verified.id, now: ctx.now() })
      return use({ tx, token: verified })
    })
  } catch (error) {
    if (error instanceof DomainError && error.code === 'tokenUsed') {
      await recordTokenRefusal({ ctx, refusal: 'used', found: verified, kinds })
    }
    throw error
  }
}

/** One statement decides and takes; a token without a limit passes as long as it lives. */
async function spendUse({
  tx,
  tokenId,
  now,
}: {
  tx: Transaction
  tokenId: string
  now: Date
}): Promise<void> {
  const spent = await tx
    .update(token)
    .set({ usesLeft: sql`${token.usesLeft} - 1`, lastUsedAt: now })
    .where(
      and(
        eq(token.id, tokenId),
        isNull(token.revokedAt),
        or(isNull(token.expiresAt), gt(token.expiresAt, now)),
        or(isNull(token.usesLeft), gt(token.usesLeft, 0)),
      ),
    )
    .returning({ id: token.id })
  if (spent.length === 0) throw refuseToken('used')
}
