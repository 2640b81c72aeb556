import type { Queryable } from '@/db/client'
import { token } from '@/db/schema'
import type { TokenKind } from '@/server/core/access/token-kind'
import type { ServiceContext } from '@/server/services/context'
import { makeSecret } from './secret'

export interface IssuedToken {
  tokenId: string
  /** Shown once; from here on only its hash exists. */
  secret: string
  prefix: string
  expiresAt: Date | null
}

interface IssueTokenArgs {
  ctx: Pick<ServiceContext, 'now' | 'newId' | 'actor'>
  tx: Queryable
  kind: TokenKind
  label: string
  /** Null: until revoked. */
  lifetimeMs: number | null
  /** Null: without limit. */
  uses?: number | null
  scopes?: string[]
  hostId?: string | null
  userId?: string | null
}

/** Makes a token in the caller's transaction. The caller has authorised it and writes the audit line. */
export async function issueToken(args: IssueTokenArgs): Promise<IssuedToken> {
  const { ctx, tx, kind, label, lifetimeMs } = args
  const { secret, sha256, prefix } = makeSecret(kind)
  const now = ctx.now()
  const expiresAt = lifetimeMs === null ? null : new Date(now.getTime() + lifetimeMs)
  const tokenId = ctx.newId()
  await tx.insert(token).values({
    id: tokenId,
    kind,
    prefix,
    sha256,
    label,
    scopes: args.scopes ?? [],
    hostId: args.hostId ?? null,
    userId: args.userId ?? null,
    usesLeft: args.uses ?? null,
    createdBy: ctx.actor.label,
    createdAt: now,
    expiresAt,
  })
  return { tokenId, secret, prefix, expiresAt }
}
