import { expect, test } from 'vitest'
import {
  addCounts,
  countStep,
  describeCounts,
  NO_TESTS,
  readPlaywrightCounts,
  readVitestCounts,
} from './test-counts'

test('reports of both runners add up to one line', () => {
  const unit = readVitestCounts({ numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1 })
  const browser = readPlaywrightCounts({ stats: { expected: 2, unexpected: 0, flaky: 0, skipped: 0 } })
  expect(describeCounts(addCounts(unit, browser))).toBe('5 passed, 0 failed, 2 skipped')
  expect(describeCounts(browser)).toBe('2 passed, 0 failed')
})

test('a test that passes only when repeated counts as failed', () => {
  const counts = readPlaywrightCounts({ stats: { expected: 2, unexpected: 1, flaky: 1, skipped: 0 } })
  expect(describeCounts(counts)).toBe('2 passed, 2 failed')
})

test('a step without tests that fails is one failure, and never none', () => {
  expect(countStep(NO_TESTS, false).failed).toBe(1)
  expect(countStep({ passed: 4, failed: 2, skipped: 0 }, false).failed).toBe(2)
  expect(countStep({ passed: 4, failed: 0, skipped: 0 }, true).failed).toBe(0)
})

test('a report of another shape is not read as an empty one', () => {
  expect(() => readVitestCounts({})).toThrow()
  expect(() => readPlaywrightCounts({ stats: {} })).toThrow()
})
