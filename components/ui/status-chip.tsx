import type { ReactNode } from 'react'
import { joinClasses } from '@/components/ui/class-names'
import { type Tone, toneGround, toneIcon } from '@/components/ui/tone'

export type StatusChipProps = {
  readonly tone: Tone
  /** The word. Colour and icon only repeat it. */
  readonly children: ReactNode
  readonly title?: string
  readonly className?: string
}

export function StatusChip({ tone, children, title, className }: StatusChipProps) {
  const Icon = toneIcon[tone]
  return (
    <span
      title={title}
      className={joinClasses(
        'inline-flex h-5 max-w-full items-center gap-1 rounded-sm border px-1.5 text-xs font-medium whitespace-nowrap',
        toneGround[tone],
        className,
      )}
    >
      <Icon aria-hidden className="size-3 shrink-0" />
      <span className="truncate">{children}</span>
    </span>
  )
}
