import { setTimeout as sleep } from 'node:timers/promises'

export class WaitTimeoutError extends Error {}

/**
 * Asks again every `everyMs` until the answer is not null.
 * @throws WaitTimeoutError after `timeoutMs`
 */
export async function waitFor<T>(
  ask: () => Promise<T | null> | T | null,
  { what, timeoutMs, everyMs = 100 }: { what: string; timeoutMs: number; everyMs?: number },
): Promise<T> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const answer = await ask()
    if (answer !== null) return answer
    if (performance.now() > deadline) {
      throw new WaitTimeoutError(`${what}: not within ${Math.round(timeoutMs / 1000)} s`)
    }
    await sleep(everyMs)
  }
}
