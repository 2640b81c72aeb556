import type { Client } from 'pg'
import { openDirectConnection } from '@/server/events/direct-connection'

/** Any constant will do, as long as nobody else takes it. */
const LOCK_KEY = 0x6265_7274
const ASK_AGAIN_MS = 2_000

interface HoldLeadershipArgs {
  databaseUrl: string
  holder: string
  signal: AbortSignal
  onError: (error: unknown) => void
  /** How often the connection is asked whether it is still there, and how long it may take to say so. */
  heartbeatMs?: number
  answerWithinMs?: number
}

export interface Leadership {
  epoch: number
  /** Aborts when the lock's connection is lost, or when the process is to stop. */
  lost: AbortSignal
  release(): Promise<void>
}

/**
 * Waits until this process leads: an advisory lock on a connection of its own, then a raised epoch. The lock says
 * who should lead; the epoch, checked in every transaction ({@link expectEpoch}), stops one that no longer does.
 * Null when told to stop first.
 */
export async function holdLeadership(args: HoldLeadershipArgs): Promise<Leadership | null> {
  while (!args.signal.aborted) {
    try {
      const leadership = await tryOnce(args)
      if (leadership) return leadership
    } catch (error) {
      args.onError(error)
    }
    await pause(ASK_AGAIN_MS, args.signal)
  }
  return null
}

async function tryOnce({
  databaseUrl,
  holder,
  signal,
  onError,
  ...timing
}: HoldLeadershipArgs): Promise<Leadership | null> {
  const lost = new AbortController()
  const lose = () => lost.abort()
  const { result: epoch, close } = await openDirectConnection({
    ...timing,
    url: databaseUrl,
    applicationName: 'berth-leader',
    setUp: (client) => takeLead(client, holder),
    onLost: (error) => {
      onError(error)
      lose()
    },
  })
  if (epoch === null) {
    await close()
    return null
  }
  if (signal.aborted) lose()
  else signal.addEventListener('abort', lose, { once: true })
  const release = () => {
    signal.removeEventListener('abort', lose)
    return close()
  }
  return { epoch, lost: lost.signal, release }
}

/** The raised epoch; null while another one holds the lock. */
async function takeLead(client: Client, holder: string): Promise<number | null> {
  const asked = await client.query<{ won: boolean }>('select pg_try_advisory_lock($1) as won', [LOCK_KEY])
  if (!asked.rows[0]?.won) return null
  const raised = await client.query<{ epoch: number }>(
    'update worker_epoch set epoch = epoch + 1, holder = $1, taken_at = now() where id = 1 returning epoch',
    [holder],
  )
  const epoch = raised.rows[0]?.epoch
  if (epoch === undefined) throw new Error('worker_epoch has lost its only row')
  return epoch
}

export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(finish, ms)
    function finish() {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      resolve()
    }
    signal.addEventListener('abort', finish, { once: true })
  })
}
