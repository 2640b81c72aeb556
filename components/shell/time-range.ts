const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

export const timePresets = [
  { id: '15m', label: 'Last 15 min', spanMs: 15 * minuteMs },
  { id: '1h', label: 'Last hour', spanMs: hourMs },
  { id: '6h', label: 'Last 6 hours', spanMs: 6 * hourMs },
  { id: '24h', label: 'Last 24 hours', spanMs: dayMs },
  { id: '7d', label: 'Last 7 days', spanMs: 7 * dayMs },
  { id: '30d', label: 'Last 30 days', spanMs: 30 * dayMs },
] as const

export type TimePreset = (typeof timePresets)[number]

/** A preset moves with the clock; a custom range stands still. */
export type TimeRange =
  | { readonly kind: 'preset'; readonly preset: TimePreset }
  | { readonly kind: 'custom'; readonly fromMs: number; readonly toMs: number }

export const defaultPreset: TimePreset = timePresets[3]

export type RawTimeRange = {
  readonly range: string | null
  readonly from: string | null
  readonly to: string | null
}

/** Reads the address; a custom range that is no range, and a preset that is not one, are the default. */
export function readTimeRange({ range, from, to }: RawTimeRange): TimeRange {
  const fromMs = from === null ? Number.NaN : Date.parse(from)
  const toMs = to === null ? Number.NaN : Date.parse(to)
  if (fromMs < toMs) return { kind: 'custom', fromMs, toMs }
  return { kind: 'preset', preset: timePresets.find((preset) => preset.id === range) ?? defaultPreset }
}

export function writeTimeRange(range: TimeRange): RawTimeRange {
  if (range.kind === 'preset') {
    return { range: range.preset.id === defaultPreset.id ? null : range.preset.id, from: null, to: null }
  }
  return { range: null, from: new Date(range.fromMs).toISOString(), to: new Date(range.toMs).toISOString() }
}

/** The bounds at an instant, in ms since the epoch. */
export function resolveTimeRange(
  range: TimeRange,
  nowMs: number,
): { readonly fromMs: number; readonly toMs: number } {
  if (range.kind === 'custom') return { fromMs: range.fromMs, toMs: range.toMs }
  return { fromMs: nowMs - range.preset.spanMs, toMs: nowMs }
}

/** `Last hour`, or `03-01 14:00 to 03-01 16:00 UTC`. */
export function describeTimeRange(range: TimeRange): string {
  if (range.kind === 'preset') return range.preset.label
  return `${shortUtc(range.fromMs)} to ${shortUtc(range.toMs)} UTC`
}

function shortUtc(atMs: number): string {
  return new Date(atMs).toISOString().slice(5, 16).replace('T', ' ')
}

/** The value of a `datetime-local` field that is read as UTC. */
export function toFieldUtc(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 16)
}

export function fromFieldUtc(text: string): number | null {
  const atMs = Date.parse(`${text}Z`)
  return Number.isNaN(atMs) ? null : atMs
}
