import type { ChangeDto } from '@/server/contracts/change'

export type StreamHandlers = {
  readonly onData: (change: ChangeDto) => void
  /** The connection was lost and the browser is trying again by itself. */
  readonly onInterrupted: () => void
  /** It is over and nobody tries again: refused, ended by the server, or broken. */
  readonly onEnd: () => void
}

export type StreamConnection = 'live' | 'reconnecting' | 'stale'

type ChangeStreamArgs = {
  readonly subscribe: (handlers: StreamHandlers) => { readonly unsubscribe: () => void }
  readonly onChange: (change: ChangeDto) => void
  readonly onConnection: (connection: StreamConnection) => void
  /** Calls back once after so many ms; the answer cancels it. */
  readonly schedule: (ms: number, callback: () => void) => () => void
}

/** Without a connection for this long, what is shown is called stale. */
export const staleAfterMs = 30_000
const firstRetryMs = 1_000
const lastRetryMs = 30_000

/**
 * One event stream that stays: it opens, opens again with growing pauses when it ends, and says how it fares.
 * Live means that the server's `ready` has come and that it has its database, not that a socket is open.
 */
export class ChangeStream {
  readonly #args: ChangeStreamArgs
  #isOpen = true
  #isReady = false
  #retryMs = firstRetryMs
  #subscription: { unsubscribe: () => void } | null = null
  #cancelRetry: (() => void) | null = null
  #cancelStale: (() => void) | null = null

  constructor(args: ChangeStreamArgs) {
    this.#args = args
    this.#lose()
    this.#connect()
  }

  close(): void {
    this.#isOpen = false
    this.#subscription?.unsubscribe()
    this.#cancelRetry?.()
    this.#cancelStale?.()
  }

  #connect(): void {
    if (!this.#isOpen) return
    // A subscription that was replaced may still speak once.
    let isOver = false
    this.#subscription = this.#args.subscribe({
      onData: (change) => {
        if (isOver || !this.#isOpen) return
        if (change.kind === 'away') return this.#lose()
        if (change.kind === 'ready' || change.kind === 'resync') this.#gain()
        this.#args.onChange(change)
      },
      onInterrupted: () => {
        if (!isOver && this.#isOpen) this.#lose()
      },
      onEnd: () => {
        if (isOver || !this.#isOpen) return
        isOver = true
        this.#lose()
        this.#cancelRetry = this.#args.schedule(this.#retryMs, () => this.#connect())
        this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs)
      },
    })
  }

  #gain(): void {
    this.#isReady = true
    this.#retryMs = firstRetryMs
    this.#cancelStale?.()
    this.#cancelStale = null
    this.#args.onConnection('live')
  }

  #lose(): void {
    if (this.#isReady) this.#isReady = false
    else if (this.#cancelStale !== null) return
    this.#args.onConnection('reconnecting')
    this.#cancelStale = this.#args.schedule(staleAfterMs, () => this.#args.onConnection('stale'))
  }
}
