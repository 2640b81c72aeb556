import type { ReactNode } from 'react'
import { joinClasses } from '@/components/ui/class-names'
import { type Tone, toneGround, toneIcon } from '@/components/ui/tone'

export type BannerProps = {
  readonly tone: Tone
  readonly children: ReactNode
  readonly actions?: ReactNode
  /** `alert` interrupts a screen reader: only for what just happened and matters now. */
  readonly role?: 'status' | 'alert'
}

/** One line above content: a form's result, a notice. */
export function Banner({ tone, children, actions, role = 'status' }: BannerProps) {
  const Icon = toneIcon[tone]
  return (
    <div
      role={role}
      className={joinClasses(
        'flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 rounded-md border px-3 py-1.5 text-sm',
        toneGround[tone],
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <div className="min-w-0 grow">{children}</div>
      {actions}
    </div>
  )
}
