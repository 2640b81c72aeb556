import type { Logger } from 'pino'
import { describeError } from '@/server/services/describe-error'
import { DomainError } from '@/server/services/domain-error'
import { holdLeadership, pause } from '@/server/services/leadership/leader-lock'
import { noteCycle } from '@/server/services/leadership/note-cycle'
import type { Services } from '@/server/services/open'
import { JOBS, type Job } from './schedule'

const TICK_MS = 1_000
const NOTE_EVERY_MS = 5_000

interface RunWorkerArgs {
  from: Services
  log: Logger
  signal: AbortSignal
  jobs?: readonly Job[]
}

/** Leads when it can, waits when it cannot, and goes on so through every loss of the database until told to stop. */
export async function runWorker({ from, log, signal, jobs = JOBS }: RunWorkerArgs): Promise<void> {
  const holder = `pid ${process.pid}`
  const onError = (error: unknown) => log.warn({ err: describeError(error) }, 'the leader connection failed')
  while (!signal.aborted) {
    const leadership = await holdLeadership({
      databaseUrl: from.environment.databaseUrl,
      holder,
      signal,
      onError,
    })
    if (!leadership) return
    const { epoch, lost } = leadership
    log.info({ epoch }, 'leads')
    await lead({ from, log, epoch, lost, jobs })
    await leadership.release().catch(() => {})
    log.info({ epoch }, 'leads no longer')
  }
}

async function lead({
  from,
  log,
  epoch,
  lost,
  jobs,
}: Omit<RunWorkerArgs, 'signal' | 'jobs'> & {
  epoch: number
  lost: AbortSignal
  jobs: readonly Job[]
}): Promise<void> {
  const ctx = from.systemContext('worker')
  const due = new Map<string, number>()
  let noteDue = 0
  while (!lost.aborted) {
    const now = Date.now()
    for (const job of jobs) {
      if (lost.aborted || (due.get(job.name) ?? 0) > now) continue
      due.set(job.name, now + job.everyMs)
      if (!(await runJob({ ctx, log, epoch, job }))) return
    }
    if (noteDue <= now) {
      noteDue = now + NOTE_EVERY_MS
      await noteCycle({ ctx, epoch }).catch(() => {})
    }
    await pause(TICK_MS, lost)
  }
}

/** One failing job does not stop the others; only the loss of leadership ends the term. */
async function runJob({
  ctx,
  log,
  epoch,
  job,
}: {
  ctx: ReturnType<Services['systemContext']>
  log: Logger
  epoch: number
  job: Job
}): Promise<boolean> {
  try {
    const done = await job.run({ ctx, epoch })
    if (done > 0) log.info({ job: job.name, done }, 'job done')
    return true
  } catch (error) {
    if (error instanceof DomainError && error.code === 'leadershipLost') return false
    log.error({ job: job.name, err: describeError(error) }, 'job failed')
    return true
  }
}
