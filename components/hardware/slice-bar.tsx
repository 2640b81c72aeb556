import { layOutSlices, type SlicePiece, type SliceSegment } from '@/components/hardware/slice-segments'
import { AppLink } from '@/components/ui/app-link'
import { joinClasses } from '@/components/ui/class-names'

export type SliceBarProps = {
  /** How many memory slots the device has: eight or four. */
  readonly slots: number
  readonly segments: readonly SliceSegment[]
  readonly label: string
}

// Written out so that the style sheet's generator sees every class.
const seriesFill = [
  'bg-series-1',
  'bg-series-2',
  'bg-series-3',
  'bg-series-4',
  'bg-series-5',
  'bg-series-6',
  'bg-series-7',
  'bg-series-8',
] as const

/** Who sits in which slots, and which runs could still take something. The list behind it says the same in words. */
export function SliceBar({ slots, segments, label }: SliceBarProps) {
  return (
    <ol
      aria-label={label}
      className="grid h-7 min-w-40 gap-px overflow-hidden rounded-sm border bg-line"
      style={{ gridTemplateColumns: `repeat(${slots}, minmax(0, 1fr))` }}
    >
      {layOutSlices(slots, segments).map((piece) => (
        <li
          key={piece.start}
          style={{ gridColumn: `${piece.start + 1} / span ${piece.size}` }}
          className={joinClasses('relative flex min-w-0 items-center px-1 text-xs', groundClass[piece.kind])}
          title={describePiece(piece)}
        >
          {piece.kind === 'used' && (
            <span
              aria-hidden
              className={`absolute inset-x-0 bottom-0 h-1 ${seriesFill[(piece.series ?? 1) - 1] ?? 'bg-ink'}`}
            />
          )}
          <PieceText piece={piece} />
        </li>
      ))}
    </ol>
  )
}

function PieceText({ piece }: { readonly piece: SlicePiece }) {
  if (piece.kind === 'free') return <span className="sr-only">{describePiece(piece)}</span>
  return (
    <span className="truncate">
      <span className="sr-only">{describeRun(piece)}: </span>
      {piece.href === undefined ? (
        piece.label
      ) : (
        <AppLink href={piece.href} className="plain-link">
          {piece.label}
        </AppLink>
      )}
      {piece.kind === 'placeable' && <span className="sr-only"> would fit</span>}
    </span>
  )
}

const groundClass: Readonly<Record<SlicePiece['kind'], string>> = {
  used: 'bg-hover pb-1',
  placeable: 'bg-panel text-ink-muted outline-1 -outline-offset-2 outline-dashed outline-line-strong',
  unknown: 'hatched text-unknown',
  free: 'bg-panel',
}

function describeRun({ start, size }: { readonly start: number; readonly size: number }): string {
  return size === 1 ? `slot ${start}` : `slots ${start} to ${start + size - 1}`
}

function describePiece(piece: SlicePiece): string {
  return `${describeRun(piece)}: ${piece.kind === 'free' ? 'free' : piece.label}`
}
