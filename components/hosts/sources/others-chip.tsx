import { StatusChip } from '@/components/ui/status-chip'
import type { HostFactDto } from '@/server/contracts/host-fact'
import { describeOthers, weighClaims } from './weigh-claims'

/** What the other tools said of a fact; nothing where one alone spoke. */
export function OthersChip({ fact }: { readonly fact: HostFactDto }) {
  const text = describeOthers(weighClaims(fact), fact.isContradicted)
  if (fact.isContradicted) return <StatusChip tone="warn">{text || 'contradicted'}</StatusChip>
  return <span className="text-xs text-ink-muted">{text}</span>
}
