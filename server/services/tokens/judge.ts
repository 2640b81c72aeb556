import type { TokenKind } from '@/server/core/access/token-kind'
import { DomainError } from '@/server/services/domain-error'

export type TokenRefusal = 'unknown' | 'wrongKind' | 'revoked' | 'expired' | 'used'

export interface TokenState {
  kind: TokenKind
  usesLeft: number | null
  expiresAt: Date | null
  revokedAt: Date | null
}

/** Null when it may be used; a wrong kind first, since nothing more is told to whoever holds another key. */
export function judgeToken(token: TokenState, kinds: readonly TokenKind[], now: Date): TokenRefusal | null {
  if (!kinds.includes(token.kind)) return 'wrongKind'
  const state = tokenStateOf(token, now)
  return state === 'live' ? null : state
}

/** What the list of tokens shows: the first of these that is true. */
export function tokenStateOf(
  token: Omit<TokenState, 'kind'>,
  now: Date,
): 'live' | 'revoked' | 'used' | 'expired' {
  if (token.revokedAt !== null) return 'revoked'
  if (token.usesLeft === 0) return 'used'
  if (token.expiresAt !== null && token.expiresAt <= now) return 'expired'
  return 'live'
}

const REFUSALS: Record<
  TokenRefusal,
  { kind: 'unauthenticated' | 'forbidden'; code: string; message: string }
> = {
  unknown: { kind: 'unauthenticated', code: 'tokenUnknown', message: 'This token is not known here' },
  wrongKind: { kind: 'forbidden', code: 'tokenWrongKind', message: 'This token is for something else' },
  revoked: { kind: 'unauthenticated', code: 'tokenRevoked', message: 'This token has been revoked' },
  expired: { kind: 'unauthenticated', code: 'tokenExpired', message: 'This token has expired' },
  used: { kind: 'unauthenticated', code: 'tokenUsed', message: 'This token has already been used' },
}

export function refuseToken(refusal: TokenRefusal): DomainError {
  const { kind, code, message } = REFUSALS[refusal]
  return new DomainError(kind, code, message)
}
