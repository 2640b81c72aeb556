'use client'

import {
  LayoutDashboard,
  ListChecks,
  type LucideIcon,
  PanelLeft,
  ScrollText,
  Server,
  Settings,
} from 'lucide-react'
import { usePathname } from 'next/navigation'
import type { AreaIcon, RailItem } from '@/components/shell/areas'
import { Logo } from '@/components/shell/logo'
import { AppLink } from '@/components/ui/app-link'
import { IconButton } from '@/components/ui/button'
import { joinClasses } from '@/components/ui/class-names'
import { findCurrentTab } from '@/components/ui/current-tab'

const icons: Readonly<Record<AreaIcon, LucideIcon>> = {
  overview: LayoutDashboard,
  hosts: Server,
  findings: ListChecks,
  audit: ScrollText,
  settings: Settings,
}

export type RailProps = {
  readonly items: readonly RailItem[]
  readonly isCollapsed: boolean
  readonly onToggle?: () => void
  /** After an area is chosen: a drawer closes itself. */
  readonly onNavigate?: () => void
}

export function Rail({ items, isCollapsed, onToggle, onNavigate }: RailProps) {
  const current = findCurrentTab(
    items.map((item) => item.href),
    usePathname(),
    new URLSearchParams(),
  )
  return (
    <div className="flex h-full flex-col">
      <div
        className={joinClasses(
          'flex h-(--bar-height) shrink-0 items-center gap-2 px-4',
          isCollapsed && 'px-3.5',
        )}
      >
        <Logo />
        <span className={isCollapsed ? 'sr-only' : 'text-lg font-semibold'}>Berth</span>
      </div>
      <nav aria-label="Areas" className="min-h-0 grow overflow-y-auto px-2 py-1">
        <ul className="flex flex-col gap-0.5">
          {items.map((item, index) => (
            <li
              key={item.href}
              className={
                index > 0 && items[index - 1]?.section !== item.section ? 'mt-2 border-t pt-2' : undefined
              }
            >
              <RailLink
                item={item}
                isCurrent={item.href === current}
                isCollapsed={isCollapsed}
                onNavigate={onNavigate}
              />
            </li>
          ))}
        </ul>
      </nav>
      {onToggle !== undefined && (
        <div className="shrink-0 px-2 py-2">
          <IconButton
            label={isCollapsed ? 'Widen the rail' : 'Collapse the rail to icons'}
            aria-expanded={!isCollapsed}
            icon={<PanelLeft aria-hidden />}
            onClick={onToggle}
          />
        </div>
      )}
    </div>
  )
}

type RailLinkProps = {
  readonly item: RailItem
  readonly isCurrent: boolean
  readonly isCollapsed: boolean
  readonly onNavigate: (() => void) | undefined
}

function RailLink({ item, isCurrent, isCollapsed, onNavigate }: RailLinkProps) {
  const Icon = icons[item.icon]
  return (
    <AppLink
      href={item.href}
      onClick={onNavigate}
      aria-current={isCurrent ? 'page' : undefined}
      title={`${item.label} (g then ${item.shortcut})`}
      className={joinClasses(
        'flex h-8 items-center gap-2.5 rounded-md px-2 text-base no-underline hover:bg-hover',
        isCurrent ? 'bg-hover font-semibold text-ink' : 'text-ink-muted hover:text-ink',
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <span className={isCollapsed ? 'sr-only' : 'truncate'}>{item.label}</span>
    </AppLink>
  )
}
