import type { ReactNode } from 'react'

export type PageHeaderProps = {
  readonly title: ReactNode
  /** The page's one sentence of state, in plain words with numbers. */
  readonly sentence?: ReactNode
  readonly badges?: ReactNode
  readonly actions?: ReactNode
}

export function PageHeader({ title, sentence, badges, actions }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-start gap-x-4 gap-y-2">
      <div className="min-w-0 grow">
        <div className="flex flex-wrap items-center gap-2">
          <h1 className="truncate text-xl font-semibold">{title}</h1>
          {badges}
        </div>
        {sentence !== undefined && <p className="mt-0.5 min-h-5 text-base text-ink-muted">{sentence}</p>}
      </div>
      {actions !== undefined && (
        <div data-print="hidden" className="flex flex-wrap items-center gap-2">
          {actions}
        </div>
      )}
    </header>
  )
}
