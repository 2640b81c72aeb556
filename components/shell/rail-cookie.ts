export const railCookie = 'berth-rail'

/** Whether the reader left the rail collapsed to icons. */
export function parseRailCollapsed(value: string | undefined): boolean {
  return value === 'collapsed'
}

export function formatRailCookie(isCollapsed: boolean): string {
  return `${railCookie}=${isCollapsed ? 'collapsed' : 'open'}; path=/; max-age=31536000; samesite=lax`
}
