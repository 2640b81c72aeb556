const ATTEMPTS_MAX = 6
const RETRY_AFTER_MAX_SECONDS = 30
const REQUEST_TIMEOUT_MS = 60_000

/** Berth refused: what it said, for the one who reads the terminal. */
export class RefusedError extends Error {
  readonly status: number
  readonly code: string | null

  constructor(status: number, code: string | null, message: string) {
    super(message)
    this.name = 'RefusedError'
    this.status = status
    this.code = code
  }
}

/** Sends until there is an answer that is not "later". @throws when Berth stays away, or the signal is aborted */
export async function sendPatiently(url: string, init: RequestInit, signal?: AbortSignal): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const waitMs = await sendOnce(url, init, attempt, signal)
    if (waitMs instanceof Response) return waitMs
    await wait(waitMs, signal)
  }
}

/** The answer, or for how long to wait before asking again. */
async function sendOnce(
  url: string,
  init: RequestInit,
  attempt: number,
  signal?: AbortSignal,
): Promise<Response | number> {
  const backoffMs = 250 * 2 ** attempt
  try {
    const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS)
    const response = await fetch(url, {
      ...init,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    })
    const isLater = response.status === 429 || response.status >= 500
    if (!isLater || attempt >= ATTEMPTS_MAX) return response
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
    await response.body?.cancel()
    return Number.isFinite(seconds) ? Math.min(seconds, RETRY_AFTER_MAX_SECONDS) * 1000 : backoffMs
  } catch (error) {
    if (signal?.aborted || attempt >= ATTEMPTS_MAX) throw error
    return backoffMs
  }
}

/** Resolves after a time, at once when the signal is aborted. */
export async function wait(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done, { once: true })
  })
}
