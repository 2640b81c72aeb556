import type { FindingCode, FindingDraft, RemedyCode } from '@/server/core/inventory/findings/finding-draft'

type Numbers = FindingDraft['numbers']

const SENTENCES: Record<FindingCode, (n: Numbers) => string> = {
  pcieLinkWidthBelowMaximum: (n) => `PCIe link runs ×${say(n.currentLanes)} of ×${say(n.expectedLanes)}`,
  eccUncorrectableErrors: (n) =>
    `${say(n.uncorrectedSinceLoadCount)} uncorrectable memory errors since the driver loaded`,
  rowRemapPending: (n) =>
    `a memory row waits to be remapped (${say(n.uncorrectableRows)} uncorrectable so far)`,
  rowRemapFailed: () => 'a memory row could not be remapped',
  gpuRecoveryActionAsked: (n) => `the driver asks for: ${say(n.action)}`,
  migModePending: (n) => `MIG mode is ${say(n.current)}, ${say(n.pending)} after the next reset`,
  factsContradict: (n) => `${say(n.contradictionCount)} facts on which its tools disagree`,
  toolRefused: (n) =>
    `its output was refused${n.line === null ? '' : ` at line ${n.line}`}: ${say(n.reason)}; the facts before it stay`,
  toolHung: () => 'hangs in the kernel; it was left alone and will not be started again while it does',
  toolTimedOut: () => 'did not answer within its time limit',
  toolFailed: (n) => `ended with exit code ${say(n.exitCode)}${n.reason === null ? '' : `: ${n.reason}`}`,
  gpuGone: (n) =>
    n.replacedByUuid === null ? 'is no longer reported by its host' : `was replaced by ${n.replacedByUuid}`,
  gpuMoved: (n) => `moved from ${say(n.fromAddress)} to ${say(n.toAddress)}`,
  gpuUuidOnTwoHosts: (n) => `${say(n.uuid)} is reported by two hosts at once`,
  hostSilent: (n) => `nothing heard for ${say(n.silentMinutes)} minutes`,
  hostNeverReported: (n) => `enrolled ${say(n.enrolledMinutes)} minutes ago and has reported nothing yet`,
  hostClockOff: (n) => `clock is ${say(n.offSeconds)} s away from Berth's`,
  bootIdsDiffer: (n) => `one delivery names ${say(n.bootIdCount)} boots`,
  kernelRebootPending: (n) => `runs kernel ${say(n.running)}, ${say(n.pending)} waits for a reboot`,
  fabricManagerNotRunning: (n) =>
    `fabric manager is ${say(n.managerState)} on a host with ${say(n.switchCount)} NVSwitches`,
  fabricManagerVersionDiffers: (n) =>
    `fabric manager is ${say(n.managerVersion)}, the driver ${say(n.driverVersion)}`,
  gpuMemoryUnrepairable: () => 'has memory that cannot be repaired',
  sramThresholdExceeded: () => 'passed the threshold of uncorrectable SRAM errors',
  memoryRepairPending: (n) =>
    `waits for a memory repair at its next reset (channel ${say(n.channelRepair)}, TPC ${say(n.tpcRepair)})`,
  vgpuUnlicensed: (n) => `vGPU licence is "${say(n.status)}"`,
  productUuidChanged: (n) => `reports product UUID ${say(n.toUuid)}, enrolled with ${say(n.fromUuid)}`,
}

const REMEDIES: Record<RemedyCode, string> = {
  reseatOrCheckRiser:
    'Drain the host, then reseat the GPU and check riser, retimer and bifurcation settings.',
  drainAndResetGpu: 'Drain what runs on the GPU, then reset it.',
  replaceGpu: 'Take the GPU out of service and have it replaced.',
  rebootHost: 'Drain the host, then reboot it.',
  resetGpuForMigMode: 'Reset the GPU (or reboot the host) for the MIG mode to take effect.',
  lookAtRawOutput: 'Look at the raw output on the host, then run the collector again.',
  endHungProcess: 'Find why the tool hangs (kernel log, Xid); a reboot may be the only way out.',
  runCollectorByHand: 'Run the collector by hand with --dry-run and see how long the tool takes.',
  checkCollectorTimer: 'Check the timer berth-collect.timer, the network, and the host itself.',
  confirmReplacement: 'Confirm that the change was intended.',
  compareSources: 'Compare what each tool says on the host page; one of them is wrong.',
  synchroniseClock: 'Synchronise the host’s clock (chrony or systemd-timesyncd).',
  startFabricManager: 'Start nvidia-fabricmanager; without it GPUs behind NVSwitches cannot initialise CUDA.',
  alignFabricManager: 'Install the fabric manager of the driver’s exact version.',
  checkLicenseServer: 'Check nvidia-gridd, the client token and the way to the licence server.',
  reEnrolHost: 'If this is another machine, enrol it as such.',
}

/** The sentence of a finding, its subject first; the same for screens, CSV and the command line. */
export function describeFinding(finding: {
  code: FindingCode
  numbers: Numbers
  subject: { label: string }
}): string {
  return `${finding.subject.label}: ${SENTENCES[finding.code](finding.numbers)}`
}

export function describeRemedy(code: RemedyCode): string {
  return REMEDIES[code]
}

function say(value: number | string | null | undefined): string {
  return value === null || value === undefined ? 'unknown' : String(value)
}
