import { resolveTimeRange, type TimeRange } from '@/components/shell/time-range'

/** How many times a moving range is asked for anew while its own length passes. */
const stepsPerSpan = 24

export type AuditBounds = { readonly fromMs: number; readonly toMs: number | null }

/**
 * The bounds to ask the log for. A preset moves with the clock, but a list that is asked for anew every second
 * is never read, so its beginning steps back by a part of its length and shows slightly more than asked. Its
 * end is open: what happens now belongs to it.
 */
export function readAuditBounds(range: TimeRange, nowMs: number): AuditBounds {
  const { fromMs, toMs } = resolveTimeRange(range, nowMs)
  if (range.kind === 'custom') return { fromMs, toMs }
  const stepMs = range.preset.spanMs / stepsPerSpan
  return { fromMs: Math.floor(fromMs / stepMs) * stepMs, toMs: null }
}

/** The same in one string, whose change is the only reason to ask again. */
export function writeAuditBounds({ fromMs, toMs }: AuditBounds): string {
  return `${fromMs}/${toMs ?? ''}`
}

export function parseAuditBounds(text: string): AuditBounds {
  const [from = '', to = ''] = text.split('/')
  return { fromMs: Number(from), toMs: to === '' ? null : Number(to) }
}
