import type { ChangeTopic } from '@/server/contracts/change'

export type RefreshScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'topics'; readonly topics: ChangeTopic[] }

type RefreshQueueArgs = {
  /** Asks again for what is shown; resolves once the answers are there or have failed. */
  readonly refresh: (scope: RefreshScope) => Promise<unknown>
  readonly wait: (ms: number) => Promise<unknown>
  /** Changes that arrive within this time are one refresh. */
  readonly gatherMs?: number
}

/**
 * Turns a storm of changes into as many refreshes as the server can answer: the next begins only when the last
 * has ended, so a refresh never starves because changes keep cancelling it.
 */
export class RefreshQueue {
  readonly #args: RefreshQueueArgs
  readonly #topics = new Set<ChangeTopic>()
  #isAll = false
  #isRunning = false
  #isClosed = false

  constructor(args: RefreshQueueArgs) {
    this.#args = args
  }

  add(topic: ChangeTopic): void {
    this.#topics.add(topic)
    void this.#run()
  }

  addAll(): void {
    this.#isAll = true
    void this.#run()
  }

  close(): void {
    this.#isClosed = true
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return
    this.#isRunning = true
    try {
      while (!this.#isClosed && (this.#isAll || this.#topics.size > 0)) {
        await this.#args.wait(this.#args.gatherMs ?? 250)
        const scope = this.#take()
        if (!this.#isClosed) await this.#args.refresh(scope).catch(() => undefined)
      }
    } finally {
      this.#isRunning = false
    }
  }

  #take(): RefreshScope {
    const scope: RefreshScope = this.#isAll ? { kind: 'all' } : { kind: 'topics', topics: [...this.#topics] }
    this.#topics.clear()
    this.#isAll = false
    return scope
  }
}
