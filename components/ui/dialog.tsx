'use client'

import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from '@/components/ui/button'
import { joinClasses } from '@/components/ui/class-names'

export type DialogProps = {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: ReactNode
  readonly description?: ReactNode
  readonly children?: ReactNode
  /** Buttons, the safe one first. */
  readonly footer?: ReactNode
  readonly size?: 'small' | 'normal' | 'wide'
  /** `alertdialog` for a question that must be answered. */
  readonly role?: 'dialog' | 'alertdialog'
}

const widthClass = { small: 'max-w-md', normal: 'max-w-xl', wide: 'max-w-4xl' } as const

export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  footer,
  size = 'normal',
  role = 'dialog',
}: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <Base.Popup
          role={role}
          className={joinClasses(
            'fixed top-[8vh] left-1/2 z-50 flex max-h-[84vh] w-[calc(100vw-2rem)] -translate-x-1/2 flex-col',
            'rounded-md border bg-raised shadow-overlay outline-none',
            widthClass[size],
          )}
        >
          <header className="flex items-start gap-4 border-b px-4 py-3">
            <div className="min-w-0 grow">
              <Base.Title className="text-lg font-semibold">{title}</Base.Title>
              {description !== undefined && (
                <Base.Description className="mt-0.5 text-sm text-ink-muted">{description}</Base.Description>
              )}
            </div>
            <Base.Close render={<IconButton label="Close" icon={<X aria-hidden />} size="small" />} />
          </header>
          {children !== undefined && (
            <div className="flex min-h-0 flex-col gap-4 overflow-y-auto px-4 py-3">{children}</div>
          )}
          {footer !== undefined && (
            <footer className="flex justify-end gap-2 border-t px-4 py-3">{footer}</footer>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
