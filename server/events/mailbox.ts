import type { Change } from './publish'

/** `away`: nothing is known of changes from here on, until a `resync`. */
export type Delivery = { kind: 'change'; change: Change } | { kind: 'away' } | { kind: 'resync' }

/** More distinct changes than this and the reader is told to ask for everything again. */
const CAPACITY = 256

/**
 * What one subscriber has not read yet. Bounded: equal changes count once, and a reader that never reads
 * costs at most {@link CAPACITY} entries, after which it holds a single `resync`.
 */
export class Mailbox {
  #pending = new Map<string, Change>()
  #needsResync = false
  #isAwayUntold = false
  #closed = false
  #wake: (() => void) | null = null

  put(change: Change): void {
    if (this.#needsResync || this.#closed) return
    this.#pending.set(`${change.topic}:${change.id}`, change)
    if (this.#pending.size > CAPACITY) this.resync()
    else this.#signal()
  }

  /** The database was lost: what is pending will be asked for anew on the way back. */
  away(): void {
    this.#pending.clear()
    this.#needsResync = false
    this.#isAwayUntold = true
    this.#signal()
  }

  resync(): void {
    this.#pending.clear()
    // It came back before the reader had heard that it was gone: then only the way back matters.
    this.#isAwayUntold = false
    this.#needsResync = true
    this.#signal()
  }

  close(): void {
    this.#closed = true
    this.#signal()
  }

  get size(): number {
    return this.#pending.size + (this.#needsResync ? 1 : 0) + (this.#isAwayUntold ? 1 : 0)
  }

  /** Waits for the next delivery; null once closed. One reader only. */
  async take(): Promise<Delivery | null> {
    for (;;) {
      if (this.#closed) return null
      if (this.#isAwayUntold) {
        this.#isAwayUntold = false
        return { kind: 'away' }
      }
      if (this.#needsResync) {
        this.#needsResync = false
        return { kind: 'resync' }
      }
      const next = this.#pending.entries().next()
      if (!next.done) {
        this.#pending.delete(next.value[0])
        return { kind: 'change', change: next.value[1] }
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  #signal(): void {
    this.#wake?.()
    this.#wake = null
  }
}
