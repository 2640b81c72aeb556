import type { IdentityStep } from '@/server/core/inventory/identity-join'
import type { FindingCode, FindingDraft } from './finding-draft'

const EVENT_CODES: readonly FindingCode[] = ['gpuGone', 'gpuMoved', 'gpuUuidOnTwoHosts']

/** Noticed at one moment, not read off the present facts: it stays open until a person has looked. */
export function isEventFinding(code: FindingCode): boolean {
  return EVENT_CODES.includes(code)
}

/** What the identity join noticed that a person should know: a GPU that left, came from elsewhere, or is in two places. */
export function deriveIdentityFindings(steps: readonly IdentityStep[]): FindingDraft[] {
  return steps.flatMap((step): FindingDraft[] => {
    if (step.kind === 'gone') return [describeGone(step)]
    if (step.kind === 'contradiction') return [describeTwin(step)]
    if (step.kind === 'match' && step.movedFrom) return [describeMove(step, step.movedFrom)]
    return []
  })
}

function describeGone(step: Extract<IdentityStep, { kind: 'gone' }>): FindingDraft {
  return {
    subject: { kind: 'gpu', key: step.uuid ?? step.gpuId, label: step.address },
    code: 'gpuGone',
    severity: step.replacedBy === null ? 'critical' : 'warning',
    numbers: { address: step.address, uuid: step.uuid, replacedByUuid: step.replacedBy },
    evidence: [{ fact: 'gpus', value: step.replacedBy, tool: 'identity join' }],
    threshold: null,
    remedies: [step.replacedBy === null ? 'reseatOrCheckRiser' : 'confirmReplacement'],
  }
}

function describeTwin(step: Extract<IdentityStep, { kind: 'contradiction' }>): FindingDraft {
  return {
    subject: { kind: 'gpu', key: step.uuid ?? step.address, label: step.address },
    code: 'gpuUuidOnTwoHosts',
    severity: 'warning',
    numbers: { uuid: step.uuid, address: step.address },
    evidence: [{ fact: 'uuid', value: step.uuid, tool: step.source }],
    threshold: null,
    remedies: ['compareSources'],
  }
}

function describeMove(
  step: Extract<IdentityStep, { kind: 'match' }>,
  from: { hostId: string; address: string },
): FindingDraft {
  return {
    subject: { kind: 'gpu', key: step.seen.uuid ?? step.gpuId, label: step.seen.address },
    code: 'gpuMoved',
    severity: 'info',
    numbers: { fromAddress: from.address, toAddress: step.seen.address },
    evidence: [{ fact: 'pciAddress', value: step.seen.address, tool: step.seen.source }],
    threshold: null,
    remedies: ['confirmReplacement'],
  }
}
