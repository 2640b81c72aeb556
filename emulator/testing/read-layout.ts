import { expect } from 'vitest'
import type { HostLayout } from '@/emulator/host-layout'
import { listToolOutputs } from '@/emulator/tool-outputs'
import { writeHwloc } from '@/emulator/tools/hwloc-xml'
import { composeHost } from '@/server/core/inventory/compose/compose-host'
import type { HostFacts } from '@/server/core/inventory/host-facts'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'
// The emulator and the parsers know nothing of each other; only tests read with the one what the other wrote.
// oxlint-disable-next-line no-restricted-imports
import { parsePart } from '@/server/facts/parse-part'
import { arrangeFacts, EXPECTED_FACTS } from './expected-facts'

const COLLECTED_AT = 1_760_000_000

/** `No GPU instances found: Not Found` and the like: nothing in it says which tool was asked. */
const isBareAnswer = (text: string) => /^No [^\n]*\n$/.test(text)

function readAs(tool: string, text: string) {
  const told = isBareAnswer(text) ? { tool: tool as ToolId } : {}
  return parsePart({ ...told, bytes: new TextEncoder().encode(text) })
}

/** All that can be printed on a host: what a collector takes, and lstopo of the other generations. */
function listTexts(host: HostLayout): { tool: string; text: string }[] {
  const outputs = listToolOutputs(host, COLLECTED_AT, 'guest').flatMap(({ tool, text }) =>
    text === null ? [] : [{ tool, text }],
  )
  const lstopo = ([1, 3] as const).map((schema) => ({ tool: 'lstopo', text: writeHwloc(host, schema) }))
  return [...outputs, ...lstopo]
}

/** Holds every text of a layout to what the layout says. Returns the tools that were there. */
export function checkEveryTool(host: HostLayout): string[] {
  const texts = listTexts(host)
  for (const { tool, text } of texts) checkTool(host, tool, text)
  return texts.map(({ tool }) => tool)
}

function checkTool(host: HostLayout, tool: string, text: string): void {
  const part = readAs(tool, text)
  if (part.kind !== 'parsed') throw new Error(`${tool}: ${JSON.stringify(part)}\n${text}`)
  expect(part.tool).toBe(tool)
  const remarks = part.issues.filter(({ code }) => code !== 'ansiStripped' && !isBareAnswer(text))
  expect(remarks, tool).toEqual([])
  const expectFacts = EXPECTED_FACTS[tool]
  if (!expectFacts) throw new Error(`nobody says what ${tool} should tell`)
  expect(arrangeFacts(tool, part.facts), tool).toMatchObject(expectFacts(host))
}

/** What all tools of a full collection come to together. */
export function composeLayout(host: HostLayout): HostFacts {
  // A host has one of AMD's two tools.
  const left = (host.amd?.gpus.length ?? 0) % 2 === 0 ? 'rocm-smi' : 'amd-smi'
  const facts = listToolOutputs(host, COLLECTED_AT, 'full').flatMap(({ tool, text }) => {
    const part = text === null || tool === left ? null : readAs(tool, text)
    return part?.kind === 'parsed' ? [[tool, part.facts] as const] : []
  })
  return composeHost(Object.fromEntries(facts))
}
