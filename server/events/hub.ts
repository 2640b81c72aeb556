import { type DirectConnection, openDirectConnection } from './direct-connection'
import { Mailbox } from './mailbox'
import { CHANGE_CHANNEL, type Change } from './publish'

/** A lost connection is tried again after 0.5 s, then doubling up to this. */
const LONGEST_PAUSE_MS = 10_000

interface HubOptions {
  url: string
  onError?: (error: unknown) => void
  /** How often the connection is asked whether it is still there, and how long it may take to say so. */
  heartbeatMs?: number
  answerWithinMs?: number
}

/**
 * One LISTEN connection per process, fanned out to the mailboxes of its subscribers. NOTIFY is not stored, so
 * whatever happened while the connection was down is unknown: everyone is told that it went away, and to resync on
 * the way back.
 */
export class ChangeHub {
  readonly #options: HubOptions
  /** Each with whom it belongs to. */
  readonly #mailboxes = new Map<Mailbox, string>()
  #connection: DirectConnection<unknown> | null = null
  #connecting = false
  #closed = false
  #pauseMs = 500
  #retry: NodeJS.Timeout | null = null

  constructor(options: HubOptions) {
    this.#options = options
  }

  get subscriberCount(): number {
    return this.#mailboxes.size
  }

  /** How many mailboxes somebody holds. */
  countOf(owner: string): number {
    let count = 0
    for (const held of this.#mailboxes.values()) if (held === owner) count += 1
    return count
  }

  /** A mailbox that fills until it is dropped; closes by itself when the signal aborts. */
  subscribe({ owner, signal }: { owner: string; signal?: AbortSignal | undefined }): {
    mailbox: Mailbox
    drop: () => void
  } {
    const mailbox = new Mailbox()
    const drop = () => {
      signal?.removeEventListener('abort', drop)
      this.#mailboxes.delete(mailbox)
      mailbox.close()
    }
    if (this.#closed || signal?.aborted) mailbox.close()
    else {
      this.#mailboxes.set(mailbox, owner)
      signal?.addEventListener('abort', drop, { once: true })
      void this.#connect()
    }
    return { mailbox, drop }
  }

  async close(): Promise<void> {
    this.#closed = true
    if (this.#retry) clearTimeout(this.#retry)
    for (const mailbox of this.#mailboxes.keys()) mailbox.close()
    this.#mailboxes.clear()
    const connection = this.#connection
    this.#connection = null
    await connection?.close()
  }

  async #connect(): Promise<void> {
    if (this.#connection || this.#connecting || this.#closed) return
    this.#connecting = true
    try {
      const connection = await openDirectConnection({
        ...this.#options,
        applicationName: 'berth-changes',
        setUp: (client) => client.query(`LISTEN ${CHANGE_CHANNEL}`),
        onLost: (error) => this.#lose(error),
        onNotification: (payload) => this.#deliver(payload),
      })
      if (this.#closed) return await connection.close()
      this.#connection = connection
      this.#pauseMs = 500
      for (const mailbox of this.#mailboxes.keys()) mailbox.resync()
    } catch (error) {
      this.#options.onError?.(error)
      this.#tryLater()
    } finally {
      this.#connecting = false
    }
  }

  #lose(error: unknown): void {
    this.#connection = null
    for (const mailbox of this.#mailboxes.keys()) mailbox.away()
    this.#options.onError?.(error)
    this.#tryLater()
  }

  #tryLater(): void {
    if (this.#closed || this.#retry || this.#mailboxes.size === 0) return
    this.#retry = setTimeout(() => {
      this.#retry = null
      void this.#connect()
    }, this.#pauseMs)
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS)
  }

  #deliver(payload: string | undefined): void {
    if (!payload) return
    const change = JSON.parse(payload) as Change
    for (const mailbox of this.#mailboxes.keys()) mailbox.put(change)
  }
}
