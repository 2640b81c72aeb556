import type { HostFacts } from '@/server/core/inventory/host-facts'
import type { FindingDraft } from './finding-draft'

interface EnrolledHost {
  id: string
  hostname: string
  productUuid: string | null
}

/** Where a host no longer is what was enrolled: another name, or another machine under the same token. */
export function deriveHostFindings(host: EnrolledHost, facts: HostFacts): FindingDraft[] {
  const subject = { kind: 'host' as const, key: host.id, label: host.hostname }
  const { productUuid } = facts.system
  if (host.productUuid === null || productUuid === null || productUuid === host.productUuid) return []
  return [
    {
      subject,
      code: 'productUuidChanged',
      severity: 'critical',
      numbers: { fromUuid: host.productUuid, toUuid: productUuid },
      evidence: [{ fact: 'system.productUuid', value: productUuid, tool: 'dmi' }],
      threshold: null,
      remedies: ['reEnrolHost'],
    },
  ]
}

/** Silence is unknown, not health: nothing is concluded about the host but that it has not spoken. */
export function describeSilence(
  host: EnrolledHost,
  silentMinutes: number,
  limitMinutes: number,
): FindingDraft {
  return {
    subject: { kind: 'host', key: host.id, label: host.hostname },
    code: 'hostSilent',
    severity: 'warning',
    numbers: { silentMinutes },
    evidence: [],
    threshold: { text: `more than ${limitMinutes} minutes`, source: 'two runs of the collector’s timer' },
    remedies: ['checkCollectorTimer'],
  }
}
