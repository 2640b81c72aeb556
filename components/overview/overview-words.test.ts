import { expect, test } from 'vitest'
import { countFreshness, describeEstate } from './overview-words'

const counts = {
  hostCount: 14,
  silentHostCount: 0,
  pendingHostCount: 0,
  gpuCount: 96,
  unknownGpuHostCount: 0,
  openFindingCount: 3,
}

test('the estate is one sentence with its numbers', () => {
  expect(describeEstate(counts)).toBe('14 hosts, 96 GPUs, 3 findings need you.')
  expect(describeEstate({ ...counts, silentHostCount: 2, pendingHostCount: 1, openFindingCount: 1 })).toBe(
    '14 hosts, 96 GPUs, 2 silent, 1 finding needs you. 1 host waits for approval.',
  )
  expect(describeEstate({ ...counts, hostCount: 0, gpuCount: 0, openFindingCount: 0 })).toBe('No hosts yet.')
})

test('GPUs that nobody could count are said to be unknown', () => {
  expect(describeEstate({ ...counts, unknownGpuHostCount: 2 })).toContain(
    '96 GPUs known, those of 2 hosts unknown',
  )
})

test('fresh, silent and never heard of add up to all enrolled hosts', () => {
  const freshness = countFreshness({ hostCount: 14, freshHostCount: 9, silentHostCount: 3 })
  expect(freshness).toEqual({ fresh: 9, silent: 3, never: 2 })
})
