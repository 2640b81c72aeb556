'use client'

import { Popover as Base } from '@base-ui/react/popover'
import type { ReactElement, ReactNode } from 'react'
import { joinClasses } from '@/components/ui/class-names'

export const popupClass = 'rounded-md border bg-raised text-ink shadow-overlay outline-none'

export type PopoverProps = {
  /** A button; it is given the popover's aria attributes. */
  readonly trigger: ReactElement
  /** Names the popover for screen readers; `showsLabel` writes it as the popover's heading too. */
  readonly label: string
  readonly showsLabel?: boolean
  readonly children: ReactNode
  readonly align?: 'start' | 'center' | 'end'
  readonly open?: boolean
  readonly onOpenChange?: (open: boolean) => void
  readonly className?: string
}

export function Popover({
  trigger,
  label,
  showsLabel = false,
  children,
  align = 'start',
  open,
  onOpenChange,
  className,
}: PopoverProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange?.(next)}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={4} className="z-40">
          <Base.Popup
            className={joinClasses(popupClass, 'flex max-w-96 min-w-48 flex-col gap-2 p-3', className)}
          >
            <Base.Title className={showsLabel ? 'text-sm font-semibold' : 'sr-only'}>{label}</Base.Title>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
