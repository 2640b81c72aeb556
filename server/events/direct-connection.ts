import { Socket } from 'node:net'
import { Client } from 'pg'

/** A server that answers at all answers within this, also when it is busy. */
const ANSWER_WITHIN_MS = 5_000
const HEARTBEAT_MS = 15_000

interface OpenDirectConnectionArgs<Result> {
  url: string
  applicationName: string
  /** What the connection is for; afterwards it is only kept, and asked whether it is still there. */
  setUp: (client: Client) => Promise<Result>
  /** Called once, when the connection is gone or no longer answers; never after `close`. */
  onLost: (error: unknown) => void
  onNotification?: (payload: string | undefined) => void
  heartbeatMs?: number
  answerWithinMs?: number
}

export interface DirectConnection<Result> {
  /** What the set-up came to. */
  result: Result
  /** Says farewell, but waits for the other end only so long: it may not be there any more. */
  close: () => Promise<void>
}

/**
 * A connection held for as long as it lasts, for LISTEN and for locks. A machine that vanished sends no farewell, and
 * the operating system would notice after hours: so it is asked every 15 s, and silence counts as loss. The server is
 * told to do likewise, so that the lock of a vanished worker is free within half a minute.
 * @throws when it cannot be opened in time, and what the set-up throws
 */
export async function openDirectConnection<Result>({
  url,
  applicationName,
  setUp,
  onLost,
  onNotification,
  heartbeatMs = HEARTBEAT_MS,
  answerWithinMs = ANSWER_WITHIN_MS,
}: OpenDirectConnectionArgs<Result>): Promise<DirectConnection<Result>> {
  const socket = new Socket()
  const client = new Client({
    connectionString: url,
    application_name: applicationName,
    stream: () => socket,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: answerWithinMs,
    query_timeout: answerWithinMs,
  })
  let isOver = false
  let heartbeat: NodeJS.Timeout | undefined
  const close = async () => {
    isOver = true
    clearTimeout(heartbeat)
    const giveUp = setTimeout(() => socket.destroy(), answerWithinMs)
    await client.end().catch(() => undefined)
    clearTimeout(giveUp)
  }
  const lose = (error: unknown) => {
    if (isOver) return
    void close()
    onLost(error)
  }
  let isOpen = false
  // Until it is open, whoever asked is told by what is thrown.
  client.on('error', (error) => isOpen && lose(error))
  client.on('end', () => isOpen && lose(new Error('The connection ended')))
  if (onNotification) client.on('notification', (message) => onNotification(message.payload))
  const ask = () => {
    heartbeat = setTimeout(() => {
      client.query('select 1').then(() => isOver || ask(), lose)
    }, heartbeatMs)
  }
  try {
    await client.connect()
    await client.query(
      'set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 4',
    )
    const result = await setUp(client)
    isOpen = true
    ask()
    return { result, close }
  } catch (error) {
    await close()
    throw error
  }
}
