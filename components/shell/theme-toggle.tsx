'use client'

import { Monitor, Moon, Sun } from 'lucide-react'
import { type Theme, themes } from '@/components/shell/theme'
import { useTheme } from '@/components/shell/theme-provider'
import { IconButton } from '@/components/ui/button'

const shown = {
  system: { icon: Monitor, word: 'as the system' },
  light: { icon: Sun, word: 'light' },
  dark: { icon: Moon, word: 'dark' },
} as const

export function nextTheme(theme: Theme): Theme {
  return themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system'
}

/** One button that goes round: system, light, dark. */
export function ThemeToggle() {
  const { theme, setTheme } = useTheme()
  const { icon: Icon, word } = shown[theme]
  const next = nextTheme(theme)
  return (
    <IconButton
      label={`Theme: ${word}. Change to ${shown[next].word}`}
      icon={<Icon aria-hidden />}
      onClick={() => setTheme(next)}
    />
  )
}
