import type { HostFacts } from '@/server/core/inventory/host-facts'
import type { HostGpu } from '@/server/core/inventory/host-gpu'
import type { FindingDraft } from './finding-draft'

/** What the facts say is wrong with the software of a host, and with the health of its GPUs beyond counters. */
export function deriveRuntimeFindings(hostKey: string, facts: HostFacts): FindingDraft[] {
  return [
    ...findPendingKernel(hostKey, facts),
    ...findFabricManager(hostKey, facts),
    ...(facts.gpus ?? []).flatMap((gpu) => [
      ...findMemoryVerdicts(hostKey, gpu),
      ...findLicense(hostKey, gpu),
    ]),
  ]
}

function subjectOfHost(hostKey: string, facts: HostFacts): FindingDraft['subject'] {
  return { kind: 'host', key: hostKey, label: facts.system.hostname ?? hostKey }
}

function subjectOfGpu(hostKey: string, gpu: HostGpu): FindingDraft['subject'] {
  return { kind: 'gpu', key: gpu.uuid ?? `${hostKey}/${gpu.key}`, label: gpu.pciAddress ?? gpu.key }
}

function findPendingKernel(hostKey: string, facts: HostFacts): FindingDraft[] {
  const { pending, isRebootRequired } = facts.kernel
  if (pending === null && isRebootRequired !== true) return []
  return [
    {
      subject: subjectOfHost(hostKey, facts),
      code: 'kernelRebootPending',
      severity: 'info',
      numbers: { running: facts.system.kernelRelease, pending },
      evidence: [{ fact: 'kernel.pending', value: pending ?? 'reboot required', tool: 'kernels' }],
      threshold: null,
      remedies: ['rebootHost'],
    },
  ]
}

/** GPUs behind NVSwitches cannot initialise CUDA without a fabric manager of the driver's exact version. */
function findFabricManager(hostKey: string, facts: HostFacts): FindingDraft[] {
  const { switchCount, managerState, managerVersion } = facts.fabric
  if (switchCount === null || switchCount === 0 || facts.driver.flavour !== 'datacenter') return []
  const source = 'NVIDIA Fabric Manager User Guide'
  const drafts: FindingDraft[] = []
  if (managerState !== null && managerState !== 'active') {
    drafts.push({
      subject: subjectOfHost(hostKey, facts),
      code: 'fabricManagerNotRunning',
      severity: 'critical',
      numbers: { managerState, switchCount },
      evidence: [{ fact: 'fabric.managerState', value: managerState, tool: 'fabric-manager' }],
      threshold: { text: 'active wherever there are NVSwitches', source },
      remedies: ['startFabricManager'],
    })
  }
  const driverVersion = facts.driver.version
  if (managerVersion !== null && driverVersion !== null && managerVersion !== driverVersion) {
    drafts.push({
      subject: subjectOfHost(hostKey, facts),
      code: 'fabricManagerVersionDiffers',
      severity: 'critical',
      numbers: { managerVersion, driverVersion },
      evidence: [
        { fact: 'fabric.managerVersion', value: managerVersion, tool: 'fabric-manager' },
        { fact: 'driver.version', value: driverVersion, tool: facts.provenance.driver[0] ?? 'unknown' },
      ],
      threshold: { text: 'the same version as the driver', source },
      remedies: ['alignFabricManager'],
    })
  }
  return drafts
}

function findMemoryVerdicts(hostKey: string, gpu: HostGpu): FindingDraft[] {
  const health = gpu.memoryHealth
  if (!health) return []
  const verdict = (
    code: FindingDraft['code'],
    fact: string,
    told: Pick<FindingDraft, 'severity' | 'numbers' | 'remedies'>,
  ): FindingDraft => ({
    subject: subjectOfGpu(hostKey, gpu),
    code,
    ...told,
    evidence: [{ fact, value: 'Yes', tool: gpu.sources[0] ?? 'unknown' }],
    threshold: { text: 'the driver’s own verdict', source: 'NVIDIA GPU memory error management' },
  })
  const isRepairPending = health.isChannelRepairPending === true || health.isTpcRepairPending === true
  const pending = {
    channelRepair: sayYesNo(health.isChannelRepairPending),
    tpcRepair: sayYesNo(health.isTpcRepairPending),
  }
  return [
    ...(health.hasUnrepairableMemory === true
      ? [
          verdict('gpuMemoryUnrepairable', 'memoryHealth.hasUnrepairableMemory', {
            severity: 'critical',
            numbers: {},
            remedies: ['replaceGpu'],
          }),
        ]
      : []),
    ...(health.isSramThresholdExceeded === true
      ? [
          verdict('sramThresholdExceeded', 'memoryHealth.isSramThresholdExceeded', {
            severity: 'critical',
            numbers: {},
            remedies: ['replaceGpu'],
          }),
        ]
      : []),
    ...(isRepairPending
      ? [
          verdict('memoryRepairPending', 'memoryHealth.isChannelRepairPending', {
            severity: 'warning',
            numbers: pending,
            remedies: ['drainAndResetGpu'],
          }),
        ]
      : []),
  ]
}

function sayYesNo(answer: boolean | null): string | null {
  return answer === null ? null : answer ? 'yes' : 'no'
}

/** Of a guest: an unlicensed vGPU is throttled after a while. */
function findLicense(hostKey: string, gpu: HostGpu): FindingDraft[] {
  const status = gpu.vgpuLicense?.status ?? null
  if (status === null || !status.startsWith('Unlicensed')) return []
  return [
    {
      subject: subjectOfGpu(hostKey, gpu),
      code: 'vgpuUnlicensed',
      severity: 'warning',
      numbers: { status },
      evidence: [{ fact: 'vgpuLicense.status', value: status, tool: gpu.sources[0] ?? 'unknown' }],
      threshold: { text: 'Licensed', source: 'NVIDIA vGPU Client Licensing User Guide' },
      remedies: ['checkLicenseServer'],
    },
  ]
}
