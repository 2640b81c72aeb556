import { type ReactNode, useId } from 'react'
import { joinClasses } from '@/components/ui/class-names'

export type PanelProps = {
  readonly title?: ReactNode
  /** Words beside the title: a count, an age. */
  readonly note?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
  /** Lets a table or a list reach the panel's edges. */
  readonly flush?: boolean
  readonly className?: string
}

/** A bordered part of a page with its own heading. */
export function Panel({ title, note, actions, children, flush = false, className }: PanelProps) {
  const titleId = useId()
  return (
    <section
      aria-labelledby={title === undefined ? undefined : titleId}
      className={joinClasses('min-w-0 rounded-md border bg-panel', className)}
    >
      {(title !== undefined || actions !== undefined) && (
        <header className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-b px-3 py-1">
          {title !== undefined && (
            <h2 id={titleId} className="text-base font-semibold">
              {title}
            </h2>
          )}
          {note !== undefined && <span className="text-sm text-ink-muted">{note}</span>}
          {actions !== undefined && <div className="ml-auto flex items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={flush ? 'overflow-hidden' : 'p-3'}>{children}</div>
    </section>
  )
}

export type SectionProps = {
  readonly title: ReactNode
  readonly note?: ReactNode
  readonly children: ReactNode
}

/** A titled part inside a panel, without a border of its own. */
export function Section({ title, note, children }: SectionProps) {
  const titleId = useId()
  return (
    <section aria-labelledby={titleId} className="flex min-w-0 flex-col gap-2">
      <div className="flex items-baseline gap-2">
        <h3 id={titleId} className="text-sm font-semibold">
          {title}
        </h3>
        {note !== undefined && <span className="text-xs text-ink-muted">{note}</span>}
      </div>
      {children}
    </section>
  )
}
