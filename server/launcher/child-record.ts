import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import {
  identifyProcess,
  isSameProcessAlive,
  type ProcessIdentity,
  signalProcess,
} from '@/server/launcher/process-identity'
import type { Report } from '@/server/launcher/report'
import { WaitTimeoutError, waitFor } from '@/server/launcher/wait'

const schema = z.array(z.object({ name: z.string(), pid: z.number(), birth: z.string() }))
type RecordedChild = ProcessIdentity & { name: string }

/** Longer than the grace a child on the leash takes when its launcher is killed. */
const LEASH_TIMEOUT_MS = 7_000

/** The children of the running launcher, on disk, so that the next one finds what a killed one left behind. */
export type ChildRecord = { add(name: string, pid: number): void; clear(): Promise<void> }

export function openChildRecord(dataDir: string): ChildRecord {
  const path = join(dataDir, 'children.json')
  let children: RecordedChild[] = []
  let writing = Promise.resolve()
  const write = () => {
    const previous = writing
    writing = (async () => {
      await previous
      await writeFile(`${path}.new`, JSON.stringify(children))
      await rename(`${path}.new`, path)
    })()
  }
  return {
    add: (name, pid) => {
      const identity = identifyProcess(pid)
      if (identity === null) return
      children = [...children.filter((child) => child.name !== name), { name, ...identity }]
      write()
    },
    clear: async () => {
      await writing
      await rm(path, { force: true })
    },
  }
}

/** Waits for the children of a killed launcher to end by themselves, then ends those that did not. */
export async function endLeftovers(dataDir: string, report: Report): Promise<void> {
  const text = await readFile(join(dataDir, 'children.json'), 'utf8').catch(() => '[]')
  const leftovers = readRecord(text).filter(isSameProcessAlive)
  if (leftovers.length === 0) return
  report(
    `the last start was killed; waiting for its ${leftovers.map(({ name }) => name).join(' and ')} to end`,
  )
  try {
    await waitFor(() => (leftovers.some(isSameProcessAlive) ? null : true), {
      what: 'children of the last start',
      timeoutMs: LEASH_TIMEOUT_MS,
    })
  } catch (error) {
    if (!(error instanceof WaitTimeoutError)) throw error
    for (const child of leftovers.filter(isSameProcessAlive)) signalProcess(-child.pid, 'SIGKILL')
  }
}

function readRecord(text: string): RecordedChild[] {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return []
  }
}
