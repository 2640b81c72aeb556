'use client'

import { Search } from 'lucide-react'
import dynamic from 'next/dynamic'
import { usePathname } from 'next/navigation'
import { type ReactNode, useMemo, useState } from 'react'
import type { RailItem } from '@/components/shell/areas'
import { Breadcrumbs } from '@/components/shell/breadcrumbs'
import { LiveIndicator } from '@/components/shell/live-indicator'
import type { PaletteItem, PaletteSearch } from '@/components/shell/palette-items'
import { type Person, PersonMenu } from '@/components/shell/person-menu'
import { Rail } from '@/components/shell/rail'
import { formatRailCookie } from '@/components/shell/rail-cookie'
import { RailDrawer } from '@/components/shell/rail-drawer'
import { ThemeToggle } from '@/components/shell/theme-toggle'
import { TimeRangePicker } from '@/components/shell/time-range-picker'
import { TrailProvider } from '@/components/shell/trail-provider'
import { focusPageSearch, useShellKeys } from '@/components/shell/use-shell-keys'
import { IconButton } from '@/components/ui/button'
import { joinClasses } from '@/components/ui/class-names'
import { findCurrentTab } from '@/components/ui/current-tab'
import { useOpen } from '@/components/ui/use-open'

const CommandPalette = dynamic(
  () => import('@/components/shell/command-palette').then((file) => file.CommandPalette),
  {
    ssr: false,
  },
)
const HelpDialog = dynamic(() => import('@/components/shell/help-dialog').then((file) => file.HelpDialog), {
  ssr: false,
})

export type AppShellProps = {
  /** `visibleAreas(…)` of the viewer. */
  readonly items: readonly RailItem[]
  readonly person: Person
  readonly onSignOut: () => void
  /** `parseRailCollapsed(cookie)`, so that the first HTML has the right width. */
  readonly isRailCollapsed: boolean
  readonly search?: PaletteSearch
  readonly actions?: readonly PaletteItem[]
  readonly children: ReactNode
}

const noActions: readonly PaletteItem[] = []

export function AppShell({
  items,
  person,
  onSignOut,
  isRailCollapsed,
  search,
  actions = noActions,
  children,
}: AppShellProps) {
  const goTo = useOpen()
  const pathname = usePathname()
  const [isCollapsed, setCollapsed] = useState(isRailCollapsed)
  const [overlay, setOverlay] = useState<'palette' | 'help' | null>(null)
  const places = useMemo<PaletteItem[]>(
    () => items.map(({ href, label }) => ({ id: href, label, run: { kind: 'open', href } })),
    [items],
  )
  const currentHref = findCurrentTab(
    items.map(({ href }) => href),
    pathname,
    new URLSearchParams(),
  )
  const usesTimeRange = items.find(({ href }) => href === currentHref)?.usesTimeRange === true

  useShellKeys(items, (command) => {
    if (command.kind === 'go') goTo(command.href)
    else if (command.kind === 'help') setOverlay('help')
    else if (command.kind === 'palette') setOverlay((now) => (now === 'palette' ? null : 'palette'))
    else if (command.kind === 'search' && !focusPageSearch()) setOverlay('palette')
  })

  function toggleRail() {
    setCollapsed(!isCollapsed)
    // oxlint-disable-next-line unicorn/no-document-cookie
    document.cookie = formatRailCookie(!isCollapsed)
  }

  return (
    <TrailProvider>
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-ink px-3 py-1.5 text-sm text-panel no-underline focus:translate-y-0"
      >
        Skip to the content
      </a>
      <div className="flex min-h-dvh">
        <aside
          data-print="hidden"
          className={joinClasses(
            'sticky top-0 hidden h-dvh shrink-0 border-r bg-panel md:block',
            isCollapsed ? 'w-13' : 'w-(--rail-width)',
          )}
        >
          <Rail items={items} isCollapsed={isCollapsed} onToggle={toggleRail} />
        </aside>
        <div className="flex min-w-0 grow flex-col">
          <header
            data-print="hidden"
            className="sticky top-0 z-30 flex h-(--bar-height) shrink-0 items-center gap-1 border-b bg-panel px-2 md:px-4"
          >
            <RailDrawer items={items} />
            <Breadcrumbs items={items} />
            <div className="ml-auto flex shrink-0 items-center gap-0.5">
              {usesTimeRange && <TimeRangePicker />}
              <LiveIndicator />
              <IconButton
                label="Go to or run (Ctrl K)"
                icon={<Search aria-hidden />}
                onClick={() => setOverlay('palette')}
              />
              <ThemeToggle />
              <PersonMenu person={person} onSignOut={onSignOut} />
            </div>
          </header>
          <main id="main" tabIndex={-1} className="flex min-w-0 grow flex-col gap-4 p-3 outline-none md:p-4">
            {children}
          </main>
        </div>
      </div>
      {overlay === 'palette' && (
        <CommandPalette onClose={() => setOverlay(null)} places={places} actions={actions} search={search} />
      )}
      {overlay === 'help' && <HelpDialog items={items} onClose={() => setOverlay(null)} />}
    </TrailProvider>
  )
}
