import { TriangleAlert } from 'lucide-react'
import { describeLink, type PcieLink } from '@/components/hardware/link-label'
import { UnknownValue } from '@/components/ui/unknown-value'

export type LinkBadgeProps = PcieLink & {
  readonly unknownReason?: string
  /** A lower generation at rest is power saving, not a fault: amber only where the caller judged it so. */
  readonly judged?: 'degraded' | 'idle'
}

/** `Gen5 ×16`, with the maximum and amber when the link runs below it. */
export function LinkBadge({ unknownReason, judged = 'degraded', ...link }: LinkBadgeProps) {
  const { now, max, isKnown } = describeLink(link)
  if (!isKnown) return <UnknownValue reason={unknownReason} />
  if (max === null) return <span className="whitespace-nowrap">{now}</span>
  if (judged === 'idle') {
    return (
      <span className="whitespace-nowrap">
        {now} <span className="text-ink-muted">of {max}, idle</span>
      </span>
    )
  }
  return (
    <span className="inline-flex items-center gap-1 rounded-sm bg-warn-ground px-1.5 text-xs leading-5 font-medium whitespace-nowrap text-warn">
      <TriangleAlert aria-hidden className="size-3" />
      {now} <span className="font-normal">of {max}</span>
    </span>
  )
}
