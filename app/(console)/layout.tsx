import type { Route } from 'next'
import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { buildSignInHref } from '@/components/auth/next-path'
import { ConsoleFrame } from '@/components/query/console-frame'
import { visibleAreas } from '@/components/shell/areas'
import { parseRailCollapsed, railCookie } from '@/components/shell/rail-cookie'
import { can } from '@/server/core/access/can'
import { readViewer } from '@/server/services/session/read-viewer'

/** The address that was asked for, as `proxy.ts` notes it: a layout is not told. */
const pathHeader = 'x-berth-path'

export default async function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  const [requestHeaders, cookieStore] = await Promise.all([headers(), cookies()])
  const { account, principal } = await readViewer(requestHeaders)
  if (account === null) {
    // Needed once routes exist; the linter may look before their types are generated.
    // oxlint-disable-next-line typescript/no-unnecessary-type-assertion
    redirect(buildSignInHref(requestHeaders.get(pathHeader) ?? '/') as Route)
  }
  if (account.grants.length === 0) redirect('/no-role')
  return (
    <ConsoleFrame
      viewer={account}
      items={visibleAreas((permission) => can(principal, permission))}
      isRailCollapsed={parseRailCollapsed(cookieStore.get(railCookie)?.value)}
    >
      {children}
    </ConsoleFrame>
  )
}
