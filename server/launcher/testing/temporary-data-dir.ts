import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readLayout } from '@/server/launcher/embedded-postgres/layout'
import { findLivePostmaster } from '@/server/launcher/embedded-postgres/postmaster-file'
import {
  identifyOwnProcess,
  isSameProcessAlive,
  type ProcessIdentity,
  signalProcess,
} from '@/server/launcher/process-identity'
import { waitFor } from '@/server/launcher/wait'

const PREFIX = 'berth-test-'
const OWNER_FILE = 'test-owner.json'

export type TemporaryDataDir = { path: string; remove(): Promise<void> }

/**
 * A data folder for one test run. Those of runs that were killed are removed first, with the databases they left
 * running, so that an interrupted test does not stay on a machine for ever.
 */
export async function createTemporaryDataDir(parent: string = tmpdir()): Promise<TemporaryDataDir> {
  await removeAbandoned(parent)
  const path = await mkdtemp(join(parent, PREFIX))
  await writeFile(join(path, OWNER_FILE), JSON.stringify(identifyOwnProcess()))
  return { path, remove: () => removeDataDir(path) }
}

async function removeAbandoned(parent: string): Promise<void> {
  const names = (await readdir(parent)).filter((name) => name.startsWith(PREFIX))
  for (const path of names.map((name) => join(parent, name))) {
    const owner = await readFile(join(path, OWNER_FILE), 'utf8').catch(() => null)
    if (owner !== null && !isSameProcessAlive(JSON.parse(owner) as ProcessIdentity)) await removeDataDir(path)
  }
}

/** The data folder and what belongs to it elsewhere; its database is ended hard, nobody will read it again. */
export async function removeDataDir(path: string): Promise<void> {
  const layout = await readLayout(path)
  if (layout !== null) {
    const pgdata = join(layout.home, 'pgdata')
    const live = findLivePostmaster(pgdata)
    if (live !== null) {
      signalProcess(live.pid, 'SIGQUIT')
      await waitFor(() => (findLivePostmaster(pgdata) === null ? true : null), {
        what: 'database of a test stopping',
        timeoutMs: 20_000,
        everyMs: 20,
      })
    }
    await rm(layout.home, { recursive: true, force: true })
  }
  await rm(path, { recursive: true, force: true })
}
