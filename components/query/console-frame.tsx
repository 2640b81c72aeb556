'use client'

import { type ReactNode, useMemo } from 'react'
import { signOut } from '@/components/auth/sign-in-request'
import { Changes } from '@/components/query/changes'
import { QueryProvider } from '@/components/query/provider'
import { useTRPCClient } from '@/components/query/trpc'
import { useMay, useViewer, ViewerProvider } from '@/components/query/viewer-provider'
import { AppShell } from '@/components/shell/app-shell'
import type { RailItem } from '@/components/shell/areas'
import type { PaletteItem, PaletteSearch } from '@/components/shell/palette-items'
import { useToast } from '@/components/ui/toast'
import type { GrantDto, ViewerDto } from '@/server/contracts/viewer'

export type ConsoleFrameProps = {
  readonly viewer: ViewerDto
  readonly items: readonly RailItem[]
  readonly isRailCollapsed: boolean
  readonly children: ReactNode
}

/** The shell with everything it needs of the server: who looks, what may be found and run, what has changed. */
export function ConsoleFrame({ viewer, ...rest }: ConsoleFrameProps) {
  return (
    <QueryProvider>
      <ViewerProvider viewer={viewer}>
        <Changes />
        <ConnectedShell {...rest} />
      </ViewerProvider>
    </QueryProvider>
  )
}

function ConnectedShell({ items, isRailCollapsed, children }: Omit<ConsoleFrameProps, 'viewer'>) {
  const viewer = useViewer()
  const mayRead = useMay()('host:read')
  const search = useHostSearch()
  const leave = useSignOut()
  const actions = useMemo(() => listActions(viewer, leave), [viewer, leave])
  return (
    <AppShell
      items={items}
      isRailCollapsed={isRailCollapsed}
      person={{ name: viewer.name, email: viewer.email, roles: viewer.grants.map(describeGrant) }}
      onSignOut={leave}
      search={mayRead ? search : undefined}
      actions={actions}
    >
      {children}
    </AppShell>
  )
}

const foundHosts = 8

function useHostSearch(): PaletteSearch {
  const client = useTRPCClient()
  return useMemo<PaletteSearch>(
    () => async (text, signal) => {
      const page = await client.hosts.list.query({ search: text, limit: foundHosts }, { signal })
      return page.items.map((host) => ({
        id: host.id,
        label: host.slug,
        hint: ['host', host.pool?.slug, host.gpuModels.join(', ')].filter(Boolean).join(' · '),
        run: { kind: 'open', href: `/hosts/${host.slug}` },
      }))
    },
    [client],
  )
}

function useSignOut(): () => void {
  const showToast = useToast()
  return useMemo(() => {
    const leave = async () => {
      if (await signOut()) {
        // A whole page load, so that nothing of the session stays in memory.
        globalThis.location.assign('/sign-in')
        return
      }
      showToast({
        tone: 'bad',
        title: 'You are still signed in',
        description: 'Berth did not answer. Try to sign out again.',
      })
    }
    return () => void leave()
  }, [showToast])
}

function open(label: string, href: string): PaletteItem {
  return { id: href, label, run: { kind: 'open', href } }
}

function listActions({ permissions }: ViewerDto, leave: () => void): PaletteItem[] {
  return [
    ...(permissions.includes('host:enrol') ? [open('Enrol a host', '/settings/enrolment')] : []),
    ...(permissions.includes('host:upload') ? [open('Upload raw outputs by hand', '/hosts/upload')] : []),
    ...(permissions.includes('host:enrol')
      ? [open('Hosts waiting for approval', '/hosts?state=pendingApproval')]
      : []),
    ...(permissions.includes('finding:read') ? [open('Open findings', '/findings?state=open')] : []),
    { id: 'sign-out', label: 'Sign out', run: { kind: 'act', act: leave } },
  ]
}

const roleWords: Readonly<Record<GrantDto['role'], string>> = {
  admin: 'admin',
  operator: 'operator',
  approver: 'approver',
  auditor: 'auditor',
  viewer: 'viewer',
  tenantAdmin: 'tenant admin',
  tenantMember: 'tenant member',
}

function describeGrant(grant: GrantDto): string {
  const word = roleWords[grant.role]
  return grant.scope === 'global' ? word : `${word} of ${grant.scopeLabel}`
}
