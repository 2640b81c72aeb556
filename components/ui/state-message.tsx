import type { ReactNode } from 'react'
import { joinClasses } from '@/components/ui/class-names'
import { type Tone, toneIcon, toneText } from '@/components/ui/tone'

export type StateMessageProps = {
  readonly tone: Tone
  readonly icon?: ReactNode
  readonly title: ReactNode
  readonly children?: ReactNode
  readonly actions?: ReactNode
  readonly role?: 'alert' | 'status'
  /** Inside a panel or a table the message needs less room than on a page of its own. */
  readonly compact?: boolean
  /** Where the state is the whole page, its title is the page's. */
  readonly isPage?: boolean
}

/** The one shape of every state that stands in for content. */
export function StateMessage({
  tone,
  icon,
  title,
  children,
  actions,
  role,
  compact = false,
  isPage = false,
}: StateMessageProps) {
  const Icon = toneIcon[tone]
  const Title = isPage ? 'h1' : 'p'
  return (
    <div
      role={role}
      className={joinClasses(
        'mx-auto flex max-w-xl gap-3 px-4',
        compact ? 'min-h-24 py-4' : 'min-h-48 py-10',
      )}
    >
      <span className={joinClasses('mt-0.5 shrink-0 [&_svg]:size-5', toneText[tone])}>
        {icon ?? <Icon aria-hidden />}
      </span>
      <div className="flex min-w-0 flex-col gap-1">
        <Title className="text-base font-semibold">{title}</Title>
        {children !== undefined && (
          <div className="flex flex-col gap-1 text-sm text-ink-muted">{children}</div>
        )}
        {actions !== undefined && <div className="mt-2 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  )
}
