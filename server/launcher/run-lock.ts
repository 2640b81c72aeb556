import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import {
  identifyOwnProcess,
  isErrno,
  isSameProcessAlive,
  type ProcessIdentity,
} from '@/server/launcher/process-identity'
import { LauncherError } from '@/server/launcher/report'

/** Who uses a data folder at present: a launcher, or a command that started the database for itself. */
export type RunLock = { release(): Promise<void> }

const schema = z.object({ pid: z.number(), birth: z.string(), what: z.string(), url: z.string().nullable() })
export type LockHolder = z.infer<typeof schema>

type LockArgs = { dataDir: string; what: string; url: string | null }

const TAKEOVER_ATTEMPTS = 5

/**
 * Claims a data folder for this process. A file whose process is gone, or whose pid was given to another process
 * since, counts for nothing.
 * @throws LauncherError naming who holds it
 */
export async function takeRunLock({ dataDir, what, url }: LockArgs): Promise<RunLock> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const path = join(dataDir, 'run.lock')
  const own = `${path}.${process.pid}`
  await writeFile(own, JSON.stringify({ ...identifyOwnProcess(), what, url }), { mode: 0o600 })
  try {
    for (let attempt = 0; attempt < TAKEOVER_ATTEMPTS; attempt += 1) {
      if (await linkOnce(own, path)) return { release: () => rm(path, { force: true }) }
      const holder = await readLockHolder(dataDir)
      if (holder !== null && isSameProcessAlive(holder)) throw new LauncherError(describeHolder(holder))
      await removeStale(path, holder)
    }
  } finally {
    await rm(own, { force: true })
  }
  throw new LauncherError(`${path} keeps changing hands: is Berth being started in a loop?`)
}

async function readLockHolder(dataDir: string): Promise<LockHolder | null> {
  return parseHolder(await readFile(join(dataDir, 'run.lock'), 'utf8').catch(() => ''))
}

/** Null for a file that is absent or was never written whole: nobody holds it. */
function parseHolder(text: string): LockHolder | null {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** The live holder of a data folder, or null. */
export async function findLiveHolder(dataDir: string): Promise<LockHolder | null> {
  const holder = await readLockHolder(dataDir)
  return holder !== null && isSameProcessAlive(holder) ? holder : null
}

function describeHolder(holder: LockHolder): string {
  return holder.url === null
    ? `${holder.what} is running in this data folder (process ${holder.pid}); wait until it has finished`
    : `Berth is already running in this data folder: process ${holder.pid}, ${holder.url}`
}

/** Creates the lock whole or not at all: a link appears with its content. */
async function linkOnce(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path)
    return true
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false
    throw error
  }
}

/** Moves the stale file away first: if a rival replaced it meanwhile, the rival's is put back. */
async function removeStale(path: string, stale: ProcessIdentity | null): Promise<void> {
  const aside = `${path}.stale.${process.pid}`
  try {
    await rename(path, aside)
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return
    throw error
  }
  const moved = parseHolder(await readFile(aside, 'utf8').catch(() => ''))
  const isRivals = moved !== null && (moved.pid !== stale?.pid || moved.birth !== stale.birth)
  if (isRivals && isSameProcessAlive(moved)) await linkOnce(aside, path)
  await rm(aside, { force: true })
}
