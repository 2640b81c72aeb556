import type { HostRowDto } from '@/server/contracts/host'
import type { TokenDto } from '@/server/contracts/token'

type Token = Pick<TokenDto, 'id' | 'lastUsedAt' | 'state'>
type Host = Pick<HostRowDto, 'id' | 'slug' | 'state' | 'freshness' | 'enrolmentTokenId'>

/** How far the host of a pasted line has come. */
export type EnrolmentProgress =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'ended'; readonly state: 'expired' | 'revoked' }
  /** The token was exchanged; `host` is null until the host can be told. */
  | { readonly kind: 'enrolled'; readonly host: Host | null }
  | { readonly kind: 'reported'; readonly host: Host }

/** Reads it from the token, which counts its use, and from the newest hosts, which say by which token they came. */
export function readEnrolmentProgress(token: Token, newestHosts: readonly Host[]): EnrolmentProgress {
  if (token.lastUsedAt === null) {
    if (token.state === 'expired' || token.state === 'revoked') return { kind: 'ended', state: token.state }
    return { kind: 'waiting' }
  }
  const host = newestHosts.find((candidate) => candidate.enrolmentTokenId === token.id) ?? null
  if (host === null || host.freshness === 'never') return { kind: 'enrolled', host }
  return { kind: 'reported', host }
}

/** Of a token for many hosts: how many have used it. Null where it has no limit to count from. */
export function countUses(maxHosts: number, token: Pick<TokenDto, 'usesLeft'>): number | null {
  return token.usesLeft === null ? null : Math.max(0, maxHosts - token.usesLeft)
}
