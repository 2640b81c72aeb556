import { joinClasses } from '@/components/ui/class-names'
import { type Tone, toneFill } from '@/components/ui/tone'

export type MeterBarProps = {
  readonly label: string
  /** null is unknown: the whole bar is hatched. */
  readonly value: number | null
  readonly max: number
  /** The value in words with its unit: `312 of 512 GiB`. */
  readonly text: string
  readonly tone?: Tone
  /** Hides the words where the row already says them; screen readers still get them. */
  readonly hideText?: boolean
}

/** A share of something finite: memory, slots, quota. */
export function MeterBar({ label, value, max, text, tone = 'neutral', hideText = false }: MeterBarProps) {
  const ratio = value === null || max <= 0 ? 0 : Math.min(1, Math.max(0, value / max))
  return (
    <div className="flex min-w-24 items-center gap-2">
      <div
        // The native element cannot be hatched and looks different in every browser.
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuenow={value === null ? 0 : Math.min(value, max)}
        aria-valuetext={value === null ? 'unknown' : text}
        className={joinClasses(
          'h-2 min-w-12 grow overflow-hidden rounded-sm',
          value === null ? 'hatched' : 'bg-hover',
        )}
      >
        {value !== null && (
          <div className={joinClasses('h-full', toneFill[tone])} style={{ width: `${ratio * 100}%` }} />
        )}
      </div>
      {!hideText && (
        <span className="shrink-0 text-xs text-ink-muted">{value === null ? 'unknown' : text}</span>
      )}
    </div>
  )
}
