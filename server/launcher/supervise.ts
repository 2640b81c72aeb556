import { setTimeout as sleep } from 'node:timers/promises'
import type { Report } from '@/server/launcher/report'
import { decideRestart, type RestartPolicy } from '@/server/launcher/restart-policy'

/** Something that is to run as long as Berth does: the database, the web, the worker. */
export type Service = {
  name: string
  /** Settles when it is ready; rejects when it ended instead, or was stopped because of `signal`. */
  start(args: StartArgs): Promise<RunningService>
}

export type StartArgs = { signal: AbortSignal; onSpawned: (pid: number) => void }

export type RunningService = {
  pid: number
  /** Settles when it has ended, with words for how. */
  gone: Promise<string>
  stop(): Promise<void>
}

export type Supervisor = {
  /** Starts a service and keeps it running; settles when it is ready for the first time. */
  keep(service: Service, options?: KeepOptions): Promise<void>
  /** Runs something once beside the others: a failure of it is a failure of Berth, its success is not the end. */
  runBeside(service: Service): Promise<void>
  /** Stops all services together, then those that the others stand on. */
  stop(): Promise<void>
  /** Settles when a service ended too often, with what to tell the person. */
  failed: Promise<string>
}

type KeepOptions = { stopsLast: boolean }

/** How a process that did what it was for describes its end. */
const SUCCESS = 'exit code 0'

type SupervisorArgs = {
  report: Report
  policy: RestartPolicy
  onSpawned?: (name: string, pid: number) => void
}

/** Thrown out of `keep` when the supervisor stops while the service was starting. */
export class StoppedError extends Error {}

type Kept = { service: Service; stopsLast: boolean; loop: Promise<void>; running: RunningService | null }

export function createSupervisor({ report, policy, onSpawned }: SupervisorArgs): Supervisor {
  const kept: Kept[] = []
  const stopping = new AbortController()
  let fail: (message: string) => void
  const failed = new Promise<string>((resolve) => {
    fail = resolve
  })

  async function keepRunning(entry: Kept, onReady: () => void): Promise<void> {
    const { service } = entry
    let quickFailureCount = 0
    let hasRun = false
    while (!stopping.signal.aborted) {
      const startedMs = performance.now()
      const how = await runOnce(entry, () => {
        if (hasRun) report(`${service.name} runs again`)
        hasRun = true
        onReady()
      })
      if (stopping.signal.aborted) return
      const decision = decideRestart({ uptimeMs: performance.now() - startedMs, quickFailureCount }, policy)
      quickFailureCount = decision.quickFailureCount
      if (decision.kind === 'giveUp') {
        fail(`${service.name} ended ${quickFailureCount} times in a row, the last time with: ${how}`)
        return
      }
      report(`${service.name} ended unexpectedly (${how}); starting it again`)
      await sleep(decision.delayMs, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }

  /** One life of a service, from its start to its end; returns how it ended. */
  async function runOnce(entry: Kept, onReady: () => void): Promise<string> {
    try {
      entry.running = await entry.service.start({
        signal: stopping.signal,
        onSpawned: (pid) => onSpawned?.(entry.service.name, pid),
      })
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
    const { running } = entry
    if (stopping.signal.aborted) await running.stop()
    else onReady()
    const how = await running.gone
    entry.running = null
    return how
  }

  async function watchBeside(entry: Kept, onReady: () => void): Promise<void> {
    const how = await runOnce(entry, onReady)
    if (!stopping.signal.aborted && how !== SUCCESS) fail(`${entry.service.name} failed: ${how}`)
  }

  function begin(
    service: Service,
    stopsLast: boolean,
    run: (entry: Kept, onReady: () => void) => Promise<void>,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      if (stopping.signal.aborted) return reject(new StoppedError())
      const entry: Kept = { service, stopsLast, loop: Promise.resolve(), running: null }
      kept.push(entry)
      entry.loop = run(entry, resolve)
      entry.loop.finally(() => reject(new StoppedError())).catch(() => undefined)
    })
  }

  async function stopOne({ service, running, loop }: Kept): Promise<void> {
    await running?.stop()
    await loop
    if (running !== null) report(`${service.name} stopped`)
  }

  return {
    failed,
    keep: (service, { stopsLast } = { stopsLast: false }) => begin(service, stopsLast, keepRunning),
    runBeside: (service) => begin(service, false, watchBeside),
    stop: async () => {
      stopping.abort()
      await Promise.all(kept.filter((entry) => !entry.stopsLast).map(stopOne))
      await Promise.all(kept.filter((entry) => entry.stopsLast).map(stopOne))
    },
  }
}
