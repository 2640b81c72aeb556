import type { HostFacts } from '@/server/core/inventory/host-facts'
import type { FindingCode, FindingDraft } from './finding-draft'

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

/** TLS and log correlation suffer from about here; Berth itself orders nothing by a host's clock. */
const CLOCK_OFF_SECONDS = 300

/** Whether a finding is about how a host's collector delivers, not about what it tells. */
export function isDeliveryFinding(code: FindingCode): boolean {
  return code === 'hostClockOff' || code === 'bootIdsDiffer'
}

/** What is odd about a delivery itself: it is taken all the same. */
export function deriveDeliveryFindings(
  host: EnrolledHost,
  delivery: { hostClockAt: Date | null; bootId: string | null; otherBootIds: readonly string[] },
  now: Date,
): FindingDraft[] {
  const subject = { kind: 'host' as const, key: host.id, label: host.hostname }
  const drafts: FindingDraft[] = []
  const { hostClockAt, bootId, otherBootIds } = delivery
  const offSeconds = hostClockAt && Math.round((hostClockAt.getTime() - now.getTime()) / 1000)
  if (hostClockAt && offSeconds !== null && Math.abs(offSeconds) > CLOCK_OFF_SECONDS) {
    drafts.push({
      subject,
      code: 'hostClockOff',
      severity: 'warning',
      numbers: { offSeconds },
      evidence: [{ fact: 'collected_at', value: hostClockAt.toISOString(), tool: 'collector' }],
      threshold: { text: `more than ${CLOCK_OFF_SECONDS} s from Berth’s clock`, source: 'Berth' },
      remedies: ['synchroniseClock'],
    })
  }
  if (otherBootIds.length > 0) {
    drafts.push({
      subject,
      code: 'bootIdsDiffer',
      severity: 'warning',
      numbers: { bootIdCount: otherBootIds.length + 1 },
      evidence: [bootId, ...otherBootIds].map((value) => ({ fact: 'boot_id', value, tool: 'collector' })),
      threshold: null,
      remedies: ['runCollectorByHand'],
    })
  }
  return drafts
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
