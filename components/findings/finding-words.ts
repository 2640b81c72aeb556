import type { Tone } from '@/components/ui/tone'
import type { FindingDto } from '@/server/contracts/finding'

export const severityChips: Readonly<
  Record<FindingDto['severity'], { readonly tone: Tone; readonly word: string }>
> = {
  critical: { tone: 'bad', word: 'critical' },
  warning: { tone: 'warn', word: 'warning' },
  info: { tone: 'info', word: 'info' },
}

/** Where a finding is shown whole: on the page of its host. Null where it has none. */
export function findingHref(finding: Pick<FindingDto, 'id' | 'host'>): string | null {
  return finding.host === null ? null : `/hosts/${finding.host.slug}/findings?finding=${finding.id}`
}

/** `uncorrectedSinceLoadCount` → `uncorrected since load count`: the name of a figure, readable. */
export function spellName(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/gu, '$1 $2').toLowerCase()
}
