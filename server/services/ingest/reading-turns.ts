import { DomainError } from '@/server/services/domain-error'

export interface ReadingTurns {
  /** Runs a reading when its turn has come. @throws DomainError unavailable `tooBusy`, at once */
  take<Result>(read: () => Promise<Result>): Promise<Result>
}

/** Lets a few readings run at once and a bounded number wait: what does not fit is refused and not piled up. */
export function openReadingTurns({
  atOnceMost,
  waitingMost,
}: {
  atOnceMost: number
  waitingMost: number
}): ReadingTurns {
  let running = 0
  const waiting: (() => void)[] = []
  return {
    async take(read) {
      if (running < atOnceMost) running += 1
      else {
        if (waiting.length >= waitingMost) {
          const message = 'Berth is reading as many deliveries as it can; send this one again shortly'
          throw new DomainError('unavailable', 'tooBusy', message, { atOnceMost, waitingMost })
        }
        // Whoever ends hands the turn over, so that nobody who comes meanwhile can slip in before.
        await new Promise<void>((begin) => waiting.push(begin))
      }
      try {
        return await read()
      } finally {
        const next = waiting.shift()
        if (next) next()
        else running -= 1
      }
    },
  }
}

// One row of turns per process, although Next bundles each route with its own copy of this module.
const slot = Symbol.for('berth.readingTurns')
const holder = globalThis as typeof globalThis & { [slot]?: ReadingTurns }

/** Reading is work of the same thread that answers pages, and holds up to its whole limit in memory. */
export function readingTurns(): ReadingTurns {
  holder[slot] ??= openReadingTurns({ atOnceMost: 2, waitingMost: 32 })
  return holder[slot]
}
