import { expect, test } from 'vitest'
import { decideRestart, type RestartDecision } from '@/server/launcher/restart-policy'

const POLICY = { steadyAfterMs: 10_000, firstDelayMs: 100, longestDelayMs: 500, quickFailuresMax: 4 }

function decideInARow(uptimesMs: number[]): RestartDecision[] {
  let quickFailureCount = 0
  return uptimesMs.map((uptimeMs) => {
    const decision = decideRestart({ uptimeMs, quickFailureCount }, POLICY)
    quickFailureCount = decision.quickFailureCount
    return decision
  })
}

test('quick failures are answered ever more slowly, up to the longest delay, and then no more', () => {
  const decisions = decideInARow([0, 0, 0, 0, 0])
  expect(decisions.map((decision) => (decision.kind === 'restart' ? decision.delayMs : 'giveUp'))).toEqual([
    100,
    200,
    400,
    500,
    'giveUp',
  ])
})

test('a long life forgives the failures before it', () => {
  const decisions = decideInARow([0, 0, 0, 0, 10_000, 0])
  expect(decisions.at(-2)).toEqual({ kind: 'restart', delayMs: 100, quickFailureCount: 1 })
  expect(decisions.at(-1)).toEqual({ kind: 'restart', delayMs: 200, quickFailureCount: 2 })
})
