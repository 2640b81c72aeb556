import type { HostFacts } from '@/server/core/inventory/host-facts'
import type { HostGpu } from '@/server/core/inventory/host-gpu'
import type { FindingDraft } from './finding-draft'

/**
 * What the composed facts of one host say is wrong with its GPUs. Null facts give no finding: unknown is neither
 * healthy nor broken. Thresholds carry their source; a link's generation is never judged here (it falls in idle),
 * and inside a guest neither is its width, which is virtual (DOMAIN §2).
 */
export function deriveFactFindings(hostKey: string, facts: HostFacts): FindingDraft[] {
  const gpus = facts.gpus ?? []
  const pciTool = facts.provenance.pciFunctions[0] ?? 'unknown'
  return [
    ...gpus.flatMap((gpu) => [
      ...(facts.machineKind === 'guest' ? [] : findNarrowLink(hostKey, gpu, pciTool)),
      ...findUncorrectableErrors(hostKey, gpu),
      ...findRowRemaps(hostKey, gpu),
      ...findRecoveryAction(hostKey, gpu),
      ...findPendingMig(hostKey, gpu),
    ]),
    ...findContradictions(hostKey, facts),
  ]
}

/** A UUID names a GPU in the whole estate, a slot only within its host. */
function subjectOfGpu(hostKey: string, gpu: HostGpu): FindingDraft['subject'] {
  return { kind: 'gpu', key: gpu.uuid ?? `${hostKey}/${gpu.key}`, label: gpu.pciAddress ?? gpu.key }
}

/** The tool whose word counts first for what NVIDIA's driver alone tells. */
function nameTeller(gpu: HostGpu): string {
  return gpu.sources[0] ?? 'unknown'
}

function findNarrowLink(hostKey: string, gpu: HostGpu, pciTool: string): FindingDraft[] {
  const { currentWidth, expectedWidth, maxWidth } = gpu.link
  // The upstream port bounds what can be expected; without its word the device's own maximum is the only floor.
  const expected = expectedWidth ?? maxWidth
  if (currentWidth === null || expected === null || currentWidth >= expected) return []
  const source = nameTeller(gpu)
  return [
    {
      subject: subjectOfGpu(hostKey, gpu),
      code: 'pcieLinkWidthBelowMaximum',
      // Without the port's word it may be how the slot is wired: worth knowing, not yet a fault.
      severity: expectedWidth === null ? 'info' : 'warning',
      numbers: { currentLanes: currentWidth, expectedLanes: expected, deviceMaxLanes: maxWidth },
      evidence: [
        { fact: 'link.currentWidth', value: currentWidth, tool: source },
        { fact: 'link.maxWidth', value: maxWidth, tool: source },
        { fact: 'link.upstreamMaxWidth', value: gpu.link.upstreamMaxWidth, tool: pciTool },
      ],
      threshold: {
        text: 'current width < min(device, upstream port)',
        source: 'github.com/NVIDIA/NVSentinel issue 890',
      },
      remedies: ['reseatOrCheckRiser'],
    },
  ]
}

function findUncorrectableErrors(hostKey: string, gpu: HostGpu): FindingDraft[] {
  const count = gpu.ecc?.volatile.uncorrected ?? null
  if (count === null || count === 0) return []
  return [
    {
      subject: subjectOfGpu(hostKey, gpu),
      code: 'eccUncorrectableErrors',
      severity: 'critical',
      numbers: {
        uncorrectedSinceLoadCount: count,
        uncorrectedLifetimeCount: gpu.ecc?.aggregate.uncorrected ?? null,
      },
      evidence: [{ fact: 'ecc.volatile.uncorrected', value: count, tool: nameTeller(gpu) }],
      threshold: { text: 'any volatile uncorrectable error', source: 'NVIDIA DCGM health check, memory' },
      remedies: ['drainAndResetGpu'],
    },
  ]
}

function findRowRemaps(hostKey: string, gpu: HostGpu): FindingDraft[] {
  const rows = gpu.remappedRows
  if (!rows) return []
  const numbers = { correctableRows: rows.correctable, uncorrectableRows: rows.uncorrectable }
  const drafts: FindingDraft[] = []
  if (rows.failure === true) {
    drafts.push({
      subject: subjectOfGpu(hostKey, gpu),
      code: 'rowRemapFailed',
      severity: 'critical',
      numbers,
      evidence: [{ fact: 'remappedRows.failure', value: 'Yes', tool: nameTeller(gpu) }],
      threshold: { text: 'a row could not be remapped', source: 'NVIDIA GPU memory error management' },
      remedies: ['replaceGpu'],
    })
  }
  if (rows.pending === true) {
    drafts.push({
      subject: subjectOfGpu(hostKey, gpu),
      code: 'rowRemapPending',
      severity: 'warning',
      numbers,
      evidence: [{ fact: 'remappedRows.pending', value: 'Yes', tool: nameTeller(gpu) }],
      threshold: { text: 'a remap waits for a reset', source: 'NVIDIA GPU memory error management' },
      remedies: ['drainAndResetGpu'],
    })
  }
  return drafts
}

/** What the driver itself asks for outranks every table of error codes. */
function findRecoveryAction(hostKey: string, gpu: HostGpu): FindingDraft[] {
  const action = gpu.recoveryAction
  if (action === null || action === 'None') return []
  return [
    {
      subject: subjectOfGpu(hostKey, gpu),
      code: 'gpuRecoveryActionAsked',
      severity: 'critical',
      numbers: { action },
      evidence: [{ fact: 'recoveryAction', value: action, tool: nameTeller(gpu) }],
      threshold: { text: 'any action other than None', source: 'NVIDIA DCGM field 1523' },
      remedies: [action === 'Reboot' ? 'rebootHost' : 'drainAndResetGpu'],
    },
  ]
}

function findPendingMig(hostKey: string, gpu: HostGpu): FindingDraft[] {
  const { current, pending } = gpu.migMode
  if (current === null || pending === null || current === pending) return []
  return [
    {
      subject: subjectOfGpu(hostKey, gpu),
      code: 'migModePending',
      severity: 'info',
      numbers: { current, pending },
      evidence: [
        { fact: 'migMode.current', value: current, tool: nameTeller(gpu) },
        { fact: 'migMode.pending', value: pending, tool: nameTeller(gpu) },
      ],
      threshold: null,
      remedies: ['resetGpuForMigMode'],
    },
  ]
}

/** All contradictions of a host are one finding: they are looked at together, side by side. */
function findContradictions(hostKey: string, facts: HostFacts): FindingDraft[] {
  if (facts.contradictions.length === 0) return []
  return [
    {
      subject: { kind: 'host', key: hostKey, label: facts.system.hostname ?? hostKey },
      code: 'factsContradict',
      severity: 'info',
      numbers: { contradictionCount: facts.contradictions.length },
      evidence: facts.contradictions.flatMap(({ fact, values }) =>
        values.map(({ tool, value }) => ({
          fact,
          value: typeof value === 'boolean' ? String(value) : value,
          tool,
        })),
      ),
      threshold: null,
      remedies: ['compareSources'],
    },
  ]
}
