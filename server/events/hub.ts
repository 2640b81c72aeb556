import { Client } from 'pg'
import { Mailbox } from './mailbox'
import { CHANGE_CHANNEL, type Change } from './publish'

/** A lost connection is tried again after 0.5 s, then doubling up to this. */
const LONGEST_PAUSE_MS = 10_000

interface HubOptions {
  url: string
  onError?: (error: unknown) => void
}

/**
 * One LISTEN connection per process, fanned out to the mailboxes of its subscribers. NOTIFY is not stored, so
 * whatever happened while the connection was down is unknown: everyone is told to resync on the way back.
 */
export class ChangeHub {
  readonly #options: HubOptions
  /** Each with whom it belongs to. */
  readonly #mailboxes = new Map<Mailbox, string>()
  #client: Client | null = null
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
    await this.#client?.end().catch(() => {})
    this.#client = null
  }

  async #connect(): Promise<void> {
    if (this.#client || this.#connecting || this.#closed) return
    this.#connecting = true
    const client = new Client({
      connectionString: this.#options.url,
      application_name: 'berth-changes',
      keepAlive: true,
    })
    client.on('error', (error) => this.#lose(client, error))
    client.on('end', () => this.#lose(client, null))
    client.on('notification', (message) => this.#deliver(message.payload))
    try {
      await client.connect()
      await client.query(`LISTEN ${CHANGE_CHANNEL}`)
      this.#client = client
      this.#pauseMs = 500
      for (const mailbox of this.#mailboxes.keys()) mailbox.resync()
    } catch (error) {
      client.end().catch(() => {})
      this.#options.onError?.(error)
      this.#tryLater()
    } finally {
      this.#connecting = false
    }
  }

  #lose(client: Client, error: unknown): void {
    if (this.#client !== client) return
    this.#client = null
    if (error) this.#options.onError?.(error)
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
