import type { Metadata, Viewport } from 'next'
import { cookies } from 'next/headers'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import type { ReactNode } from 'react'
import { AppProviders } from '@/components/shell/app-providers'
import { parseTheme, themeCookie } from '@/components/shell/theme'
import '@/app/globals.css'

export const metadata: Metadata = {
  title: { default: 'Berth', template: '%s · Berth' },
  description: 'The operator console for shared GPUs in private clouds.',
  icons: { icon: '/favicon.svg' },
  robots: { index: false, follow: false },
}

export const viewport: Viewport = {
  colorScheme: 'light dark',
}

/**
 * Reads the request, which makes every page dynamic: the content security policy's nonce is made per
 * request, and the theme is in the first HTML, so nothing flashes and no inline script is needed.
 */
export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  const cookieStore = await cookies()
  const theme = parseTheme(cookieStore.get(themeCookie)?.value)
  return (
    <html lang="en" data-theme={theme}>
      <body>
        <NuqsAdapter>
          <AppProviders theme={theme}>{children}</AppProviders>
        </NuqsAdapter>
      </body>
    </html>
  )
}
