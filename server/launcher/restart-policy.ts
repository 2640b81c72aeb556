/** What to do about a process that ended although nobody asked it to. */
export type RestartDecision =
  | { kind: 'restart'; delayMs: number; quickFailureCount: number }
  | { kind: 'giveUp'; quickFailureCount: number }

export type RestartPolicy = {
  /** A process that lived at least this long had started well: its end is a new story. */
  steadyAfterMs: number
  firstDelayMs: number
  longestDelayMs: number
  quickFailuresMax: number
}

export const RESTART_POLICY: RestartPolicy = {
  steadyAfterMs: 20_000,
  firstDelayMs: 250,
  longestDelayMs: 10_000,
  quickFailuresMax: 5,
}

/** Restarts at once after a long life, ever more slowly after short ones, and not at all after too many of them. */
export function decideRestart(
  { uptimeMs, quickFailureCount }: { uptimeMs: number; quickFailureCount: number },
  policy: RestartPolicy,
): RestartDecision {
  const count = uptimeMs >= policy.steadyAfterMs ? 1 : quickFailureCount + 1
  if (count > policy.quickFailuresMax) return { kind: 'giveUp', quickFailureCount: count }
  const delayMs = Math.min(policy.firstDelayMs * 2 ** (count - 1), policy.longestDelayMs)
  return { kind: 'restart', delayMs, quickFailureCount: count }
}
