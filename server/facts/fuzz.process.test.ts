import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { TOOL_IDS } from '@/server/core/inventory/tools/tool-facts'
import { listHostileInputs, listMislabelledInputs } from './testing/hostile-inputs'
import type { HostileVerdict } from './testing/parse-hostile'

const IS_DEEP = process.env.BERTH_DEEP === '1'
const MEBIBYTE = 1024 * 1024

/** What a web process may spend above idle. */
const HEAP_MIB = 256

/** The kernel kills a child that computes for longer: no clock of a busy machine is involved. */
const CPU_SECONDS = IS_DEEP ? 900 : 150

const run = promisify(execFile)

/** Parses the inputs in a child that must end by itself. */
async function judgeInChild(set: 'hostile' | 'mislabelled', bytes: number): Promise<HostileVerdict[]> {
  const node = `exec node --max-old-space-size=${HEAP_MIB} --import tsx server/facts/testing/parse-hostile.ts`
  const command = `ulimit -t ${CPU_SECONDS}; ${node} ${set} ${bytes}`
  const { stdout } = await run('sh', ['-c', command], { maxBuffer: 16 * MEBIBYTE })
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as HostileVerdict)
}

function listUnsound(verdicts: HostileVerdict[]): string[] {
  return verdicts.filter(({ unsound }) => unsound !== null).map(({ name, unsound }) => `${name}: ${unsound}`)
}

describe('parts made to exhaust the parsers', () => {
  it(
    'are refused, each within bounded work and memory, when they look like a tool’s output',
    async () => {
      const repeatBytes = (IS_DEEP ? 16 : 2) * MEBIBYTE
      const verdicts = await judgeInChild('hostile', repeatBytes)
      expect(verdicts.map(({ name }) => name)).toEqual(listHostileInputs(repeatBytes).map(({ name }) => name))
      expect(listUnsound(verdicts)).toEqual([])
      const read = verdicts.filter(({ kind, mayBeRead }) => kind === 'parsed' && !mayBeRead)
      expect(read.map(({ name }) => name)).toEqual([])
      expect(verdicts.filter(({ kind }) => kind === 'refused').length).toBeGreaterThan(80)
    },
    CPU_SECONDS * 4_000,
  )

  it(
    'cost no parser more than that when they come under the name of its tool',
    async () => {
      const bytes = (IS_DEEP ? 16 : 2.5) * MEBIBYTE
      const verdicts = await judgeInChild('mislabelled', bytes)
      expect(verdicts).toHaveLength(listMislabelledInputs(TOOL_IDS, bytes).length)
      expect(verdicts.length).toBeGreaterThan(900)
      expect(listUnsound(verdicts)).toEqual([])
    },
    CPU_SECONDS * 4_000,
  )
})
