'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { AppLink } from '@/components/ui/app-link'
import { joinClasses } from '@/components/ui/class-names'
import { findCurrentTab } from '@/components/ui/current-tab'

export type LinkTab = { readonly href: string; readonly label: string; readonly count?: number | null }

export type LinkTabsProps = { readonly label: string; readonly tabs: readonly LinkTab[] }

/** Tabs that are places: each has an address, so it can be linked, opened apart and gone back from. */
export function LinkTabs({ label, tabs }: LinkTabsProps) {
  const pathname = usePathname()
  const search = useSearchParams()
  const current = findCurrentTab(
    tabs.map((tab) => tab.href),
    pathname,
    search,
  )
  return (
    <nav aria-label={label} data-print="hidden" className="-mb-px flex gap-4 overflow-x-auto border-b">
      {tabs.map((tab) => (
        <AppLink
          key={tab.href}
          href={tab.href}
          scroll={false}
          aria-current={tab.href === current ? 'page' : undefined}
          className={joinClasses(
            'flex h-9 shrink-0 items-center gap-1.5 border-b-2 text-sm no-underline',
            tab.href === current
              ? 'border-ink font-semibold text-ink'
              : 'border-transparent text-ink-muted hover:text-ink',
          )}
        >
          {tab.label}
          {tab.count !== undefined && tab.count !== null && (
            <span className="rounded-sm bg-hover px-1 text-xs font-normal text-ink-muted">{tab.count}</span>
          )}
        </AppLink>
      ))}
    </nav>
  )
}
