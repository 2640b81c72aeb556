import type { FindingCode, FindingDraft, FindingSeverity, RemedyCode } from './finding-draft'

/** How the last attempt of one tool ended, where it did not end well. */
export interface ToolProblem {
  tool: string
  status: 'failed' | 'timedOut' | 'toolHung' | 'refused'
  reason: string | null
  line: number | null
  exitCode: number | null
}

const CODE: Record<
  ToolProblem['status'],
  { code: FindingCode; severity: FindingSeverity; remedy: RemedyCode }
> = {
  failed: { code: 'toolFailed', severity: 'warning', remedy: 'lookAtRawOutput' },
  timedOut: { code: 'toolTimedOut', severity: 'warning', remedy: 'runCollectorByHand' },
  toolHung: { code: 'toolHung', severity: 'critical', remedy: 'endHungProcess' },
  refused: { code: 'toolRefused', severity: 'warning', remedy: 'lookAtRawOutput' },
}

/** A tool that is absent is no finding: every tool is optional. One that is there and does not answer is. */
export function deriveToolFindings(hostKey: string, problems: readonly ToolProblem[]): FindingDraft[] {
  return problems.map(({ tool, status, reason, line, exitCode }) => ({
    subject: { kind: 'tool', key: `${hostKey}/${tool}`, label: tool },
    code: CODE[status].code,
    severity: CODE[status].severity,
    numbers: { reason, line, exitCode },
    evidence: [],
    threshold: null,
    remedies: [CODE[status].remedy],
  }))
}
