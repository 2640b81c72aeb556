/** One part of a sliced device: who or what holds `size` slots from `start`. */
export type SliceSegment = {
  readonly start: number
  readonly size: number
  readonly kind: 'used' | 'placeable' | 'unknown'
  /** The profile or the owner: `1g.10gb`, a tenant's name. */
  readonly label: string
  /** Which of the eight series colours its owner has everywhere, 1 to 8. */
  readonly series?: number
  readonly href?: string
}

export type SlicePiece =
  | SliceSegment
  | { readonly start: number; readonly size: number; readonly kind: 'free' }

/**
 * Lays segments on `slots` slots and fills the gaps with free pieces, in slot order.
 * Throws RangeError when a segment leaves the bar or two overlap: such a picture would lie.
 */
export function layOutSlices(slots: number, segments: readonly SliceSegment[]): SlicePiece[] {
  const pieces: SlicePiece[] = []
  let next = 0
  for (const segment of segments.toSorted((a, b) => a.start - b.start)) {
    if (segment.size < 1 || segment.start < next || segment.start + segment.size > slots) {
      throw new RangeError(
        `segment ${segment.start}+${segment.size} does not fit on ${slots} slots after ${next}`,
      )
    }
    if (segment.start > next) pieces.push({ start: next, size: segment.start - next, kind: 'free' })
    pieces.push(segment)
    next = segment.start + segment.size
  }
  if (next < slots) pieces.push({ start: next, size: slots - next, kind: 'free' })
  return pieces
}
