import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { signalProcess } from '@/server/launcher/process-identity'
import type { RunningService, Service, StartArgs } from '@/server/launcher/supervise'

/** A Node process that the launcher keeps running. */
export type ChildSpec = {
  name: string
  /** Node's arguments: the script and what follows; preloads may come first. */
  args: string[]
  cwd: string
  env: NodeJS.ProcessEnv
  /** Where its output goes: on to the launcher's own, to a reader in the launcher, or to a file. */
  output: 'inherit' | 'pipe' | { file: string }
  /** How long it has between being asked to end and being ended, by the launcher or by its leash; 5 s by default. */
  stopGraceMs?: number
  /** Asked again and again until true; without it a process is ready when it runs. */
  isReady?: () => Promise<boolean>
}

const LEASH = pathToFileURL(`${import.meta.dirname}/leash.mjs`).href
const READY_TIMEOUT_MS = 60_000
const READY_POLL_MS = 100
const STOP_GRACE_MS = 5_000

export function describeChild(spec: ChildSpec): Service {
  return { name: spec.name, start: (args) => startChild(spec, args) }
}

/** Started, and settled once it is ready; rejects when it ended or stayed silent instead, or on `signal`. */
async function startChild(spec: ChildSpec, { signal, onSpawned }: StartArgs): Promise<RunningService> {
  const child = spawnOnLeash(spec)
  const gone = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, endSignal) => resolve(endSignal ?? `exit code ${code}`))
  })
  if (child.pid === undefined) throw new Error(await gone)
  onSpawned(child.pid)
  const service = { pid: child.pid, gone, stop: () => stopChild(child, gone, spec.stopGraceMs) }
  if (spec.isReady === undefined) return service
  const hasEnded = new AbortController()
  const ended = gone.finally(() => hasEnded.abort())
  const readiness = pollReadiness(spec.isReady, AbortSignal.any([signal, hasEnded.signal]))
  const outcome = await Promise.race([ended.then((how) => ({ how })), readiness])
  if (outcome === 'ready') return service
  if (typeof outcome === 'object') throw new Error(outcome.how)
  await service.stop()
  throw new Error(outcome === 'late' ? `not ready within ${READY_TIMEOUT_MS / 1000} s` : await gone)
}

async function pollReadiness(
  isReady: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<'ready' | 'late' | 'stopped'> {
  const deadline = performance.now() + READY_TIMEOUT_MS
  while (!signal.aborted) {
    if (await isReady().catch(() => false)) return 'ready'
    if (performance.now() > deadline) return 'late'
    await sleep(READY_POLL_MS, undefined, { signal }).catch(() => undefined)
  }
  return 'stopped'
}

/**
 * In a process group of its own: Ctrl-C reaches the launcher alone, which then stops things in order. The channel
 * is the leash: it closes when the launcher dies, even by kill -9.
 */
export function spawnOnLeash(spec: Omit<ChildSpec, 'isReady'>): ChildProcess {
  const output = typeof spec.output === 'string' ? spec.output : openSync(spec.output.file, 'a', 0o600)
  try {
    return spawn(process.execPath, ['--import', LEASH, ...spec.args], {
      cwd: spec.cwd,
      env: {
        ...spec.env,
        BERTH_LAUNCHER_PID: String(process.pid),
        BERTH_STOP_GRACE_MS: String(spec.stopGraceMs ?? STOP_GRACE_MS),
      },
      detached: true,
      stdio: ['ignore', output, output, 'ipc'],
    })
  } finally {
    if (typeof output === 'number') closeSync(output)
  }
}

/** SIGTERM to the process, and after the grace SIGKILL to its whole group. */
export async function stopChild(
  child: ChildProcess,
  gone: Promise<string>,
  graceMs: number = STOP_GRACE_MS,
): Promise<void> {
  const { pid } = child
  if (pid === undefined) return
  if (child.exitCode === null && child.signalCode === null) signalProcess(pid, 'SIGTERM')
  const patience = new AbortController()
  const isSlow = sleep(graceMs, 'slow', { signal: patience.signal }).catch(() => 'gone')
  await Promise.race([gone, isSlow])
  patience.abort()
  signalProcess(-pid, 'SIGKILL')
  await gone
}
