export type Instant = Date | string | number

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Milliseconds since the epoch, or null where the input is no time. */
export function toEpochMs(at: Instant): number | null {
  const ms = at instanceof Date ? at.getTime() : typeof at === 'number' ? at : Date.parse(at)
  return Number.isFinite(ms) ? ms : null
}

/** A length of time in its largest whole unit: `12 s`, `22 min`, `3 h`, `5 d`. Below a second it is `0 s`. */
export function formatDuration(durationMs: number): string {
  const ms = Math.max(0, durationMs)
  if (ms < minute) return `${Math.floor(ms / second)} s`
  if (ms < hour) return `${Math.floor(ms / minute)} min`
  if (ms < 2 * day) return `${Math.floor(ms / hour)} h`
  return `${Math.floor(ms / day)} d`
}

/** `22 min ago`, `in 3 h`; within two seconds either way it is `now`. */
export function formatRelative(atMs: number, nowMs: number): string {
  const elapsedMs = nowMs - atMs
  if (Math.abs(elapsedMs) < 2 * second) return 'now'
  return elapsedMs > 0 ? `${formatDuration(elapsedMs)} ago` : `in ${formatDuration(-elapsedMs)}`
}

/** `2026-03-01 14:03:22 UTC`: the same on the server and in every browser, so it may be in the first HTML. */
export function formatUtc(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** The same instant in the reader's own zone, for hovering; only after hydration. */
export function formatLocal(atMs: number): string {
  return new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'medium',
  }).format(atMs)
}
