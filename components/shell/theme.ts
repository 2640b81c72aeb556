export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

export const themeCookie = 'berth-theme'

/** Anything that is no theme is the system's: a cookie is input. */
export function parseTheme(value: string | undefined): Theme {
  return themes.find((theme) => theme === value) ?? 'system'
}

/** The cookie's whole line. One year; every page; never sent to other sites. */
export function formatThemeCookie(theme: Theme): string {
  return `${themeCookie}=${theme}; path=/; max-age=31536000; samesite=lax`
}
