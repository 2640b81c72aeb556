/**
 * A whole page load: nothing that was asked for under another session, or none, stays in memory. Never settles,
 * so that a form which awaits it stays pending until the next page is there.
 */
export function goTo(path: string): Promise<never> {
  globalThis.location.assign(path)
  return new Promise<never>(() => {})
}
