'use client'

import { CSPProvider } from '@base-ui/react/csp-provider'
import { Tooltip } from '@base-ui/react/tooltip'
import type { ReactNode } from 'react'
import { LiveProvider } from '@/components/shell/live-provider'
import type { Theme } from '@/components/shell/theme'
import { ThemeProvider } from '@/components/shell/theme-provider'
import { ToastProvider } from '@/components/ui/toast'

export type AppProvidersProps = {
  readonly theme: Theme
  readonly children: ReactNode
}

/** What every page stands in: theme, toasts, the state of the live connection, one delay for all tooltips. */
export function AppProviders({ theme, children }: AppProvidersProps) {
  return (
    <CSPProvider disableStyleElements>
      <ThemeProvider initial={theme}>
        <LiveProvider>
          <Tooltip.Provider>
            <ToastProvider>{children}</ToastProvider>
          </Tooltip.Provider>
        </LiveProvider>
      </ThemeProvider>
    </CSPProvider>
  )
}
