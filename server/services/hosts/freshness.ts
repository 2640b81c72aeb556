/** The collector's timer runs every ten minutes; a host may miss one run and be a little late. */
export const SILENT_AFTER_MINUTES = 25

export function isFresh(lastSeenAt: Date | null, now: Date): boolean {
  return lastSeenAt !== null && now.getTime() - lastSeenAt.getTime() <= SILENT_AFTER_MINUTES * 60_000
}

export function silentSince(now: Date): Date {
  return new Date(now.getTime() - SILENT_AFTER_MINUTES * 60_000)
}
