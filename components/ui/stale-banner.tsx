import { ClockAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Instant } from '@/components/ui/format-time'
import { RelativeTime } from '@/components/ui/relative-time'

export type StaleBannerProps = {
  /** When what is shown was last true. */
  readonly since: Instant | null
  /** What is stale and why: "h17 has not reported". */
  readonly children: ReactNode
  readonly actions?: ReactNode
}

export function StaleBanner({ since, children, actions }: StaleBannerProps) {
  return (
    <output className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 rounded-md bg-warn-ground px-3 py-1.5 text-sm text-warn">
      <ClockAlert aria-hidden className="size-4 shrink-0" />
      <span className="min-w-0 grow">
        {children}{' '}
        <span className="whitespace-nowrap">
          Last known <RelativeTime at={since} none="never" />.
        </span>
      </span>
      {actions}
    </output>
  )
}
