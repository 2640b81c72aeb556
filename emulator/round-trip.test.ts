import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HostLayout } from './host-layout'
import { ESTATE } from './layouts/estate'
import { arbitraryHostUnder } from './random-layout'
import { DRIVERS } from './random-nvidia'
import { EXPECTED_FACTS } from './testing/expected-facts'
import { expectHost } from './testing/expected-host'
import { checkEveryTool, composeLayout } from './testing/read-layout'

const RUNS_PER_DRIVER = 14
/** Hundreds of whole hosts: on a busy machine longer than a test is given by default. */
const PATIENCE_MS = 180_000

test(
  'whatever a layout says every tool tells, recognised by its content and without a remark, under every driver',
  () => {
    const seen = new Set<string>()
    const check = (host: HostLayout) => {
      for (const tool of checkEveryTool(host)) seen.add(tool)
    }
    // The demo's hosts have the rarer tools for certain.
    for (const describeHost of ESTATE) check(describeHost({ stage: 2, tick: 2 }))
    for (const driver of DRIVERS)
      fc.assert(fc.property(arbitraryHostUnder(driver), check), { numRuns: RUNS_PER_DRIVER })
    expect([...seen].toSorted()).toEqual(Object.keys(EXPECTED_FACTS).toSorted())
  },
  PATIENCE_MS,
)

test(
  'all tools of a layout together come to that layout, and none contradicts another',
  () => {
    let gpuCount = 0
    const check = (host: HostLayout) => {
      const composed = composeLayout(host)
      expect(composed.contradictions).toEqual([])
      expect(composed).toMatchObject(expectHost(host))
      gpuCount += composed.gpus?.length ?? 0
    }
    for (const driver of DRIVERS)
      fc.assert(fc.property(arbitraryHostUnder(driver), check), { numRuns: RUNS_PER_DRIVER })
    expect(gpuCount).toBeGreaterThan(RUNS_PER_DRIVER)
  },
  PATIENCE_MS,
)
