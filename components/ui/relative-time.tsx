'use client'

import { useClockText } from '@/components/ui/clock'
import {
  formatDuration,
  formatLocal,
  formatRelative,
  formatUtc,
  type Instant,
  toEpochMs,
} from '@/components/ui/format-time'
import { UnknownValue } from '@/components/ui/unknown-value'

export type RelativeTimeProps = {
  readonly at: Instant | null | undefined
  /** Said in place of the time when `at` is null: `never`, `not yet`. Without it null is unknown. */
  readonly none?: string
}

/** `22 min ago`; hovering shows the absolute time. The first HTML carries UTC, the same for everyone. */
export function RelativeTime({ at, none }: RelativeTimeProps) {
  const atMs = at === null || at === undefined ? null : toEpochMs(at)
  return <TimeText atMs={atMs} none={none} format={formatRelative} />
}

/** `22 min`: how old a fact is, without "ago", for dense rows and bars. */
export function Age({ at, none }: RelativeTimeProps) {
  const atMs = at === null || at === undefined ? null : toEpochMs(at)
  return <TimeText atMs={atMs} none={none} format={formatAge} />
}

function formatAge(atMs: number, nowMs: number): string {
  return formatDuration(nowMs - atMs)
}

type TimeTextProps = {
  readonly atMs: number | null
  readonly none: string | undefined
  readonly format: (atMs: number, nowMs: number) => string
}

function TimeText({ atMs, none, format }: TimeTextProps) {
  const text = useClockText((nowMs) => (atMs === null ? '' : format(atMs, nowMs)))
  if (atMs === null) {
    return none === undefined ? <UnknownValue /> : <span className="text-ink-muted">{none}</span>
  }
  return (
    <time
      dateTime={new Date(atMs).toISOString()}
      title={text === null ? formatUtc(atMs) : `${formatLocal(atMs)} · ${formatUtc(atMs)}`}
      className="whitespace-nowrap"
    >
      <span className="print:hidden">{text ?? formatUtc(atMs)}</span>
      <span aria-hidden className="hidden print:inline">
        {formatUtc(atMs)}
      </span>
    </time>
  )
}
