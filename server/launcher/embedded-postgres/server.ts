import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Cluster, describeSpawn } from '@/server/launcher/embedded-postgres/cluster'
import { findFreePort } from '@/server/launcher/embedded-postgres/free-port'
import { disownDeadPid, findLivePostmaster } from '@/server/launcher/embedded-postgres/postmaster-file'
import { readServerComplaint } from '@/server/launcher/embedded-postgres/server-log'
import { identifyProcess, isSameProcessAlive, signalProcess } from '@/server/launcher/process-identity'
import { LauncherError, type Report } from '@/server/launcher/report'
import { waitFor } from '@/server/launcher/wait'

/** A running PostgreSQL that this process started or found running. */
export type PostgresServer = {
  pid: number
  port: number
  wasAdopted: boolean
  /** Settles when the server is gone, for whatever reason, with words for it. */
  gone: Promise<string>
  stop(): Promise<void>
}

type StartArgs = {
  cluster: Cluster
  preferredPort: number | null
  /** False trades crash safety for speed: only ever for a database that is thrown away. */
  isDurable: boolean
  report: Report
}

/** Crash recovery replays the log written since the last checkpoint; a large one takes a while. */
const READY_TIMEOUT_MS = 120_000
const FAST_STOP_TIMEOUT_MS = 30_000
const ORPHANS_TIMEOUT_MS = 20_000
const ADOPTED_POLL_MS = 500

/** Adopts the live server of this data directory, or starts one; a crashed one recovers by itself. */
export async function startServer(args: StartArgs): Promise<PostgresServer> {
  const live = findLivePostmaster(args.cluster.pgdata)
  if (live !== null) return adopt(args.cluster, live.pid)
  disownDeadPid(args.cluster.pgdata)
  const deadline = performance.now() + ORPHANS_TIMEOUT_MS
  for (;;) {
    const outcome = await tryStart(args)
    if (typeof outcome !== 'string') return outcome
    const hasOrphans = outcome.includes('pre-existing shared memory block')
    if (!hasOrphans || performance.now() > deadline) {
      throw new LauncherError(`PostgreSQL did not start:\n${outcome}`)
    }
    await sleep(ADOPTED_POLL_MS)
  }
}

async function adopt(cluster: Cluster, pid: number): Promise<PostgresServer> {
  const identity = identifyProcess(pid)
  if (identity === null)
    throw new LauncherError('PostgreSQL stopped while it was being taken over; start again')
  const port = await waitForReady(cluster, () => isSameProcessAlive(identity))
  if (port === null) throw new LauncherError('PostgreSQL stopped while it was being taken over; start again')
  let resolveGone: (how: string) => void
  const gone = new Promise<string>((resolve) => {
    resolveGone = resolve
  })
  const poll = setInterval(() => {
    if (isSameProcessAlive(identity)) return
    clearInterval(poll)
    resolveGone('ended')
  }, ADOPTED_POLL_MS)
  return { pid, port, wasAdopted: true, gone, stop: () => stopServer(pid, gone) }
}

/** Returns the server's own words when it did not come up. */
async function tryStart({ cluster, preferredPort, isDurable }: StartArgs): Promise<PostgresServer | string> {
  const port = await findFreePort(preferredPort)
  const child = spawnPostgres(cluster, { port, isDurable })
  let hasEnded = false
  const gone = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
  }).then((how) => {
    hasEnded = true
    return how
  })
  const { pid } = child
  const readyPort = pid === undefined ? null : await waitForReady(cluster, () => !hasEnded)
  if (pid === undefined || readyPort === null) {
    return `${await readServerComplaint(cluster.home)}\n(${await gone})`
  }
  return { pid, port: readyPort, wasAdopted: false, gone, stop: () => stopServer(pid, gone) }
}

/** The port once connections are accepted; null when the server ended first. */
async function waitForReady(cluster: Cluster, isAlive: () => boolean): Promise<number | null> {
  const answer = await waitFor(
    () => {
      if (!isAlive()) return 'ended' as const
      const file = findLivePostmaster(cluster.pgdata)
      return file?.isReady && file.port !== null ? file.port : null
    },
    { what: 'PostgreSQL accepting connections', timeoutMs: READY_TIMEOUT_MS, everyMs: 50 },
  )
  return answer === 'ended' ? null : answer
}

function spawnPostgres(cluster: Cluster, options: { port: number; isDurable: boolean }): ChildProcess {
  const output = openSync(join(cluster.home, 'log', 'startup.log'), 'w', 0o600)
  try {
    const child = spawn(
      join(cluster.binaries.home, 'bin', 'postgres'),
      ['-D', cluster.pgdata, ...listSettings(cluster, options).flatMap((setting) => ['-c', setting])],
      { ...describeSpawn(cluster), stdio: ['ignore', output, output] },
    )
    child.unref()
    return child
  } finally {
    closeSync(output)
  }
}

function listSettings(cluster: Cluster, options: { port: number; isDurable: boolean }): string[] {
  return [
    `port=${options.port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'timezone=UTC',
    'log_timezone=UTC',
    'logging_collector=on',
    `log_directory=${join(cluster.home, 'log')}`,
    'log_filename=postgresql-%a.log',
    'log_rotation_age=1d',
    'log_truncate_on_rotation=on',
    'log_checkpoints=off',
    ...(options.isDurable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ]
}

/** Fast shutdown: open transactions are rolled back. A server that hangs is ended hard and recovers at the next start. */
async function stopServer(pid: number, gone: Promise<string>): Promise<void> {
  signalProcess(pid, 'SIGINT')
  const patience = new AbortController()
  const isSlow = sleep(FAST_STOP_TIMEOUT_MS, 'slow', { signal: patience.signal }).catch(() => 'gone')
  if ((await Promise.race([gone, isSlow])) === 'slow') signalProcess(pid, 'SIGQUIT')
  await gone
  patience.abort()
}
