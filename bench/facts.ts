import { SaxesParser } from 'saxes'
import { writeBundleFiles } from '@/emulator/bundle'
import { describeHgxH100 } from '@/emulator/layouts/hgx-h100'
import { composeHost } from '@/server/core/inventory/compose/compose-host'
import { diffFacts } from '@/server/core/inventory/diff-facts'
import { parsePart } from '@/server/facts/parse-part'
import { type Measured, measureMicros } from './measure'

/** Reading an 8-GPU host: each part against passing the same bytes through the bare XML parser, in the same run. */
export function measureFacts(): Measured[] {
  const host = describeHgxH100({ stage: 0, tick: 0 })
  const files = writeBundleFiles(host, { bundleId: '', sequence: 1, collectedAt: 1_763_800_000 })
  const xml = files.get('nvidia-smi-q-x.xml') ?? ''
  const parts = [...files].filter(([name]) => name !== 'manifest')
  const bytes = parts.map(([fileName, text]) => ({ fileName, bytes: new TextEncoder().encode(text) }))
  const readAll = () => {
    const facts = bytes.flatMap((part) => {
      const parsed = parsePart(part)
      return parsed.kind === 'parsed' ? [[parsed.tool, parsed.facts] as const] : []
    })
    return composeHost(Object.fromEntries(facts))
  }
  const composed = readAll()
  if (composed.gpus?.length !== 8 || bytes.length !== 10)
    throw new Error('the benchmark does not read what it should')
  const baselineMicros = measureMicros(() => {
    new SaxesParser().write(xml).close()
  })
  const moved = structuredClone(composed)
  const compare = (name: string, run: () => void) => ({ name, micros: measureMicros(run), baselineMicros })
  return [
    compare('parse nvidia-smi -q -x of 8 GPUs', () => {
      parsePart({ bytes: new TextEncoder().encode(xml) })
    }),
    compare('parse all ten tools of the host and compose it', readAll),
    compare('compare two states of the host', () => {
      diffFacts(composed, moved)
    }),
  ]
}
