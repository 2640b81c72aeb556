'use client'

import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'
import { formatThemeCookie, type Theme } from '@/components/shell/theme'

type ThemeState = { readonly theme: Theme; readonly setTheme: (theme: Theme) => void }

const ThemeContext = createContext<ThemeState | null>(null)

export function ThemeProvider({
  initial,
  children,
}: {
  readonly initial: Theme
  readonly children: ReactNode
}) {
  const [theme, setState] = useState(initial)
  const setTheme = useCallback((next: Theme) => {
    setState(next)
    // The root element belongs to the server's layout; from here on its attribute follows the choice.
    document.documentElement.dataset.theme = next
    // The cookie store's own interface is missing in some browsers that Berth supports.
    // oxlint-disable-next-line unicorn/no-document-cookie
    document.cookie = formatThemeCookie(next)
  }, [])
  const value = useMemo(() => ({ theme, setTheme }), [theme, setTheme])
  return <ThemeContext value={value}>{children}</ThemeContext>
}

export function useTheme(): ThemeState {
  const state = useContext(ThemeContext)
  if (state === null) throw new Error('useTheme is outside ThemeProvider')
  return state
}
