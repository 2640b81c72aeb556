/** A whole page load: nothing that was asked for under another session, or none, stays in memory. */
export function goTo(path: string): void {
  globalThis.location.assign(path)
}
