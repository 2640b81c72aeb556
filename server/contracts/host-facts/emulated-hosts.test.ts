import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HostLayout } from '@/emulator/host-layout'
import { ESTATE } from '@/emulator/layouts/estate'
import { arbitraryHostUnder } from '@/emulator/random-layout'
import { DRIVERS } from '@/emulator/random-nvidia'
import { listToolOutputs } from '@/emulator/tool-outputs'
import { describeMismatch } from '@/server/contracts/inspection'
import { composeHost } from '@/server/core/inventory/compose/compose-host'
import { isToolId } from '@/server/core/inventory/tools/tool-facts'
import { parsePart } from '@/server/facts/parse-part'
import { hostFactsSchema } from './host-schema'
import { TOOL_SCHEMAS } from './tool-schemas'

const RUNS_PER_DRIVER = 10

/** The tools read, after every one of them and the host made of all have been held against their schemas. */
function checkHost(host: HostLayout): string[] {
  const parts: Partial<Record<string, unknown>> = {}
  for (const { tool, text } of listToolOutputs(host, 1_700_000_000, 'guest')) {
    if (text === null) continue
    if (!isToolId(tool)) throw new Error(`${tool} is no tool`)
    const part = parsePart({ bytes: new TextEncoder().encode(text), tool })
    if (part.kind === 'refused') throw new Error(`${tool}: ${part.detail}`)
    const { error } = TOOL_SCHEMAS[tool].safeParse(part.facts)
    expect(error && `${tool}: ${describeMismatch(error)}`).toBeUndefined()
    parts[tool] = part.facts
  }
  const { error } = hostFactsSchema.safeParse(composeHost(parts))
  expect(error && describeMismatch(error)).toBeUndefined()
  return Object.keys(parts)
}

test('whatever an emulated host tells keeps to the schemas, tool by tool and composed', () => {
  const seen = new Set<string>()
  const check = (host: HostLayout) => {
    for (const tool of checkHost(host)) seen.add(tool)
  }
  for (const describeHost of ESTATE) check(describeHost({ stage: 2, tick: 2 }))
  for (const driver of DRIVERS)
    fc.assert(fc.property(arbitraryHostUnder(driver), check), { numRuns: RUNS_PER_DRIVER })
  expect(seen.size).toBeGreaterThan(40)
})
