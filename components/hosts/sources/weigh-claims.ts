import type { FactClaimDto, HostFactDto } from '@/server/contracts/host-fact'

/** What several tools said of one fact, summed up. */
export type ClaimSummary = {
  /** Whom Berth believed; null where nobody told it or it was worked out. */
  readonly first: FactClaimDto | null
  /** Others whose word is the same as the first one's, and others whose word is not. */
  readonly agreeing: number
  readonly differing: number
}

export function weighClaims({ claims }: Pick<HostFactDto, 'claims'>): ClaimSummary {
  const [first, ...others] = claims
  if (first === undefined) return { first: null, agreeing: 0, differing: 0 }
  const agreeing = others.filter(({ value }) => value === first.value).length
  return { first, agreeing, differing: others.length - agreeing }
}

export type FactOrigin = 'told' | 'derived' | 'unknown'

/** A fact that nobody told may still be known: worked out from others. */
export function judgeOrigin({ value, claims }: Pick<HostFactDto, 'value' | 'claims'>): FactOrigin {
  if (value === null) return 'unknown'
  return claims.length === 0 ? 'derived' : 'told'
}

/**
 * `2 agree`, `1 says otherwise`. Where no contradiction is recorded a difference is one of moment, rounding or wording.
 */
export function describeOthers({ agreeing, differing }: ClaimSummary, isContradicted: boolean): string {
  const parts = [
    ...(agreeing > 0 ? [`${agreeing} ${agreeing === 1 ? 'agrees' : 'agree'}`] : []),
    ...(differing > 0
      ? [
          isContradicted
            ? `${differing} ${differing === 1 ? 'contradicts' : 'contradict'}`
            : `${differing} ${differing === 1 ? 'words it otherwise' : 'word it otherwise'}`,
        ]
      : []),
  ]
  return parts.join(', ')
}
