'use client'

import { type Theme, themes } from '@/components/shell/theme'
import { useTheme } from '@/components/shell/theme-provider'

const words: Readonly<Record<Theme, string>> = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
}

/** Kept in this browser, not in the account: a wall and a laptop differ. */
export function ThemeChoice() {
  const { theme, setTheme } = useTheme()
  return (
    <fieldset className="flex flex-wrap gap-4">
      <legend className="mb-2 text-sm text-ink-muted">In this browser</legend>
      {themes.map((one) => (
        <label key={one} className="flex items-center gap-2 text-sm">
          <input
            type="radio"
            name="theme"
            className="size-4"
            checked={theme === one}
            onChange={() => setTheme(one)}
          />
          {words[one]}
        </label>
      ))}
    </fieldset>
  )
}
