import { SaxesParser } from 'saxes'
import { writeBundleFiles } from '@/emulator/bundle'
import { describeHgxH100 } from '@/emulator/layouts/hgx-h100'
import { composeHost } from '@/server/core/inventory/compose/compose-host'
import { diffFacts } from '@/server/core/inventory/diff-facts'
import type { HostFacts } from '@/server/core/inventory/host-facts'
import { isToolId } from '@/server/core/inventory/tools/tool-facts'
import { parsePart } from '@/server/facts/parse-part'
import { type Measured, measureMicros } from './measure'

const XML_BUDGET_MICROS = 15_000
const BUNDLE_BUDGET_MICROS = 60_000
const XML_FILE = 'nvidia-smi-q-x.xml'

/** One tool's output as it lies in a bundle. */
export interface Part {
  fileName: string
  bytes: Uint8Array
}

/** What the service does with a bundle before it meets the database: every part read, one host made of them. */
export function readHost(parts: readonly Part[]): HostFacts {
  const read = parts.flatMap((part) => {
    const parsed = readPart(part)
    return parsed.kind === 'parsed' ? [[parsed.tool, parsed.facts] as const] : []
  })
  return composeHost(Object.fromEntries(read))
}

/** The collector says which tool wrote a file, which bears its id. */
function readPart({ fileName, bytes }: Part) {
  const id = fileName.slice(0, fileName.lastIndexOf('.'))
  return parsePart({ tool: isToolId(id) ? id : undefined, fileName, bytes })
}

/**
 * Reading everything that the collector brings of a host with 8 GPUs, tool by tool and as a whole, against passing
 * the bytes of its nvidia-smi XML through the bare XML parser in the same run.
 */
export function measureFacts(): Measured[] {
  const host = describeHgxH100({ stage: 0, tick: 0 })
  const files = writeBundleFiles(host, { bundleId: '', sequence: 1, collectedAt: 1_763_800_000 })
  const parts = [...files]
    .filter(([name]) => name !== 'manifest')
    .map(([fileName, text]) => ({ fileName, bytes: new TextEncoder().encode(text) }))
  const xml = files.get(XML_FILE)
  const refused = parts.filter((part) => readPart(part).kind === 'refused')
  const facts = readHost(parts)
  if (xml === undefined || refused.length > 0 || facts.gpus?.length !== 8)
    throw new Error('the benchmark does not read what it should')
  const moved = structuredClone(facts)
  const baselineMicros = measureMicros(() => {
    new SaxesParser().write(xml).close()
  })
  const compare = (name: string, run: () => void, budgetMicros: number | null = null) => ({
    name,
    micros: measureMicros(run),
    baselineMicros,
    budgetMicros,
  })
  const tools = parts.map((part) =>
    compare(
      `read ${part.fileName} (${Math.ceil(part.bytes.length / 1024)} KiB)`,
      () => void readPart(part),
      part.fileName === XML_FILE ? XML_BUDGET_MICROS : null,
    ),
  )
  return [
    ...tools.toSorted((a, b) => b.micros - a.micros),
    compare(
      `read all ${parts.length} outputs of the host and compose it`,
      () => void readHost(parts),
      BUNDLE_BUDGET_MICROS,
    ),
    compare('compare two states of the host', () => void diffFacts(facts, moved)),
  ]
}
