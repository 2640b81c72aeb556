export type ShellCommand =
  | { readonly kind: 'palette' }
  | { readonly kind: 'help' }
  | { readonly kind: 'search' }
  | { readonly kind: 'prefix' }
  | { readonly kind: 'go'; readonly href: string }

export type KeyPress = {
  readonly key: string
  readonly hasCommandModifier: boolean
  /** Whether a bare letter may be a command here: no field, no overlay. */
  readonly isBare: boolean
  readonly atMs: number
}

/** How long after g the letter still belongs to it. */
export const prefixMs = 1200

/** What a key means to the shell. `prefixAtMs` is when g was pressed, or null. */
export function readShellKey(
  press: KeyPress,
  prefixAtMs: number | null,
  areas: readonly { readonly href: string; readonly shortcut: string }[],
): ShellCommand | null {
  if (press.hasCommandModifier) return press.key.toLowerCase() === 'k' ? { kind: 'palette' } : null
  if (!press.isBare) return null
  if (prefixAtMs !== null && press.atMs - prefixAtMs <= prefixMs) {
    const area = areas.find(({ shortcut }) => shortcut === press.key)
    if (area !== undefined) return { kind: 'go', href: area.href }
  }
  if (press.key === 'g') return { kind: 'prefix' }
  if (press.key === '/') return { kind: 'search' }
  if (press.key === '?') return { kind: 'help' }
  return null
}
