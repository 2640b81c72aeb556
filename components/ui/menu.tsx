'use client'

import { Menu as Base } from '@base-ui/react/menu'
import type { ReactElement, ReactNode } from 'react'
import { AppLink } from '@/components/ui/app-link'
import { joinClasses } from '@/components/ui/class-names'
import { popupClass } from '@/components/ui/popover'

export type MenuItem =
  | {
      readonly kind: 'action'
      readonly label: ReactNode
      readonly icon?: ReactNode
      readonly danger?: boolean
      readonly disabled?: boolean
      readonly onSelect: () => void
    }
  | { readonly kind: 'link'; readonly label: ReactNode; readonly icon?: ReactNode; readonly href: string }
  | { readonly kind: 'separator' }
  | { readonly kind: 'heading'; readonly label: ReactNode }

const itemClass =
  'flex h-7 items-center gap-2 rounded-sm px-2 text-sm no-underline outline-none select-none data-highlighted:bg-hover data-disabled:opacity-50 [&_svg]:size-4 [&_svg]:text-ink-muted'

export type MenuProps = {
  /** A button; it is given the menu's aria attributes. */
  readonly trigger: ReactElement
  readonly items: readonly MenuItem[]
  readonly align?: 'start' | 'center' | 'end'
}

export function Menu({ trigger, items, align = 'end' }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={4} className="z-40 outline-none">
          <Base.Popup className={joinClasses(popupClass, 'min-w-44 p-1')}>
            {items.map((item, index) => (
              // The list is the caller's constant: its order is the identity of its items.
              // oxlint-disable-next-line react/no-array-index-key
              <MenuRow key={index} item={item} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

function MenuRow({ item }: { readonly item: MenuItem }) {
  if (item.kind === 'separator') return <Base.Separator className="my-1 h-px bg-line" />
  if (item.kind === 'heading') return <div className="px-2 py-1 text-xs text-ink-muted">{item.label}</div>
  if (item.kind === 'link') {
    return (
      <Base.LinkItem className={itemClass} render={<AppLink href={item.href} />} closeOnClick>
        {item.icon}
        {item.label}
      </Base.LinkItem>
    )
  }
  return (
    <Base.Item
      className={joinClasses(itemClass, item.danger && 'text-bad')}
      disabled={item.disabled}
      onClick={item.onSelect}
    >
      {item.icon}
      {item.label}
    </Base.Item>
  )
}
