import { formatNumber } from '@/components/ui/format-number'

export type ProgressBarProps = {
  readonly label: string
  readonly done: number
  /** null while the size of the work is not known yet. */
  readonly total: number | null
  /** What is counted: `parts`, `hosts`. */
  readonly unit: string
}

/** Long work with its counts; the bar never pretends to know a total that it does not. */
export function ProgressBar({ label, done, total, unit }: ProgressBarProps) {
  const counts =
    total === null
      ? `${formatNumber(done, 'exact')} ${unit} so far`
      : `${formatNumber(done, 'exact')} of ${formatNumber(total, 'exact')} ${unit}`
  const ratio = total === null || total === 0 ? 0 : Math.min(1, done / total)
  return (
    <div className="flex flex-col gap-1">
      <div className="flex justify-between gap-2 text-sm">
        <span>{label}</span>
        <span className="text-ink-muted">{counts}</span>
      </div>
      <div
        // The native element cannot be hatched and looks different in every browser.
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={total ?? undefined}
        aria-valuenow={total === null ? undefined : Math.min(done, total)}
        aria-valuetext={counts}
        className="h-1.5 overflow-hidden rounded-sm bg-hover"
      >
        {total === null ? (
          <div className="hatched h-full w-full" />
        ) : (
          <div
            className="h-full bg-ink transition-[width] duration-150"
            style={{ width: `${ratio * 100}%` }}
          />
        )}
      </div>
    </div>
  )
}
