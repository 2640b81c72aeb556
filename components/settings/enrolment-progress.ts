import type { HostRowDto } from '@/server/contracts/host'
import type { TokenDto } from '@/server/contracts/token'

type Token = Pick<TokenDto, 'usesLeft' | 'lastUsedAt' | 'createdAt' | 'host' | 'state'>
type Host = Pick<HostRowDto, 'id' | 'slug' | 'state' | 'freshness' | 'enrolledAt'>

/** How far the host of a pasted line has come. */
export type EnrolmentProgress =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'ended'; readonly state: 'expired' | 'revoked' }
  /** The token was exchanged; `host` is null until the host can be told. */
  | { readonly kind: 'enrolled'; readonly host: Host | null }
  | { readonly kind: 'reported'; readonly host: Host }

/** Both clocks are the server's and stand within one transaction; the rest is for slow ones. */
const enrolledNearUseMs = 5_000

/**
 * Reads it from the token, which counts its use, and from the newest hosts. The token does not say which host
 * used it, so it is the one that was enrolled when the token was used, the nearest if several were.
 */
export function readEnrolmentProgress(token: Token, newestHosts: readonly Host[]): EnrolmentProgress {
  const usedAtMs = token.lastUsedAt?.getTime()
  if (usedAtMs === undefined) {
    if (token.state === 'expired' || token.state === 'revoked') return { kind: 'ended', state: token.state }
    return { kind: 'waiting' }
  }
  const host = token.host === null ? findNearest(newestHosts, usedAtMs) : findById(newestHosts, token.host.id)
  if (host === null || host.freshness === 'never') return { kind: 'enrolled', host }
  return { kind: 'reported', host }
}

function findById(hosts: readonly Host[], hostId: string): Host | null {
  return hosts.find((host) => host.id === hostId) ?? null
}

function findNearest(hosts: readonly Host[], usedAtMs: number): Host | null {
  const distance = (host: Host) => Math.abs(host.enrolledAt.getTime() - usedAtMs)
  const near = hosts.filter((host) => distance(host) <= enrolledNearUseMs)
  return near.reduce<Host | null>(
    (best, host) => (best === null || distance(host) < distance(best) ? host : best),
    null,
  )
}

/** Of a token for many hosts: how many have used it. Null where it has no limit to count from. */
export function countUses(maxHosts: number, token: Pick<TokenDto, 'usesLeft'>): number | null {
  return token.usesLeft === null ? null : Math.max(0, maxHosts - token.usesLeft)
}
