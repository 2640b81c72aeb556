import { Radio, RadioTower, Unplug } from 'lucide-react'
import type { Instant } from '@/components/ui/format-time'
import { Age } from '@/components/ui/relative-time'

export type TelemetryBadgeProps = {
  readonly source: 'guest' | 'host' | 'none'
  readonly at?: Instant | null
}

const shown = {
  guest: { icon: Radio, word: 'guest', className: 'text-ink' },
  host: { icon: RadioTower, word: 'host', className: 'text-ink' },
  none: { icon: Unplug, word: 'none', className: 'hatched text-unknown' },
} as const

/** Where the numbers come from; `none` is shown, because silence is not health. */
export function TelemetryBadge({ source, at }: TelemetryBadgeProps) {
  const { icon: Icon, word, className } = shown[source]
  return (
    <span
      className={`inline-flex items-center gap-1 rounded-sm border px-1.5 text-xs leading-5 whitespace-nowrap ${className}`}
    >
      <Icon aria-hidden className="size-3" />
      <span className="sr-only">Telemetry: </span>
      {word}
      {at !== undefined && source !== 'none' && (
        <span className="text-ink-muted">
          <Age at={at} />
        </span>
      )}
    </span>
  )
}
