/**
 * A finding before it has a row: what is wrong with what, with the numbers that say so (DESIGN §4).
 * The same subject and code again is the same finding; what no longer appears is resolved.
 */
export const FINDING_CODES = [
  'pcieLinkWidthBelowMaximum',
  'eccUncorrectableErrors',
  'rowRemapPending',
  'rowRemapFailed',
  'gpuRecoveryActionAsked',
  'migModePending',
  'factsContradict',
  'toolRefused',
  'toolHung',
  'toolTimedOut',
  'toolFailed',
  'gpuGone',
  'gpuMoved',
  'gpuUuidOnTwoHosts',
  'hostSilent',
  'hostNeverReported',
  'productUuidChanged',
  'hostClockOff',
  'bootIdsDiffer',
  'kernelRebootPending',
  'fabricManagerNotRunning',
  'fabricManagerVersionDiffers',
  'gpuMemoryUnrepairable',
  'sramThresholdExceeded',
  'memoryRepairPending',
  'vgpuUnlicensed',
] as const
export type FindingCode = (typeof FINDING_CODES)[number]

export const FINDING_SEVERITIES = ['critical', 'warning', 'info'] as const
export type FindingSeverity = (typeof FINDING_SEVERITIES)[number]

export const REMEDY_CODES = [
  'reseatOrCheckRiser',
  'drainAndResetGpu',
  'replaceGpu',
  'rebootHost',
  'resetGpuForMigMode',
  'lookAtRawOutput',
  'endHungProcess',
  'runCollectorByHand',
  'checkCollectorTimer',
  'confirmReplacement',
  'compareSources',
  'reEnrolHost',
  'synchroniseClock',
  'startFabricManager',
  'alignFabricManager',
  'checkLicenseServer',
] as const
export type RemedyCode = (typeof REMEDY_CODES)[number]

export interface FindingDraft {
  subject: { kind: 'host' | 'gpu' | 'tool'; key: string; label: string }
  code: FindingCode
  severity: FindingSeverity
  /** Named figures, units last in the name; null is unknown. */
  numbers: Record<string, number | string | null>
  evidence: { fact: string; value: number | string | null; tool: string }[]
  threshold: { text: string; source: string } | null
  remedies: RemedyCode[]
}
