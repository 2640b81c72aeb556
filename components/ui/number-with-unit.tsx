import { joinClasses } from '@/components/ui/class-names'
import { formatNumber, splitBytes } from '@/components/ui/format-number'
import { type Tone, toneText } from '@/components/ui/tone'
import { UnknownValue } from '@/components/ui/unknown-value'

export type NumberWithUnitProps = {
  /** null is unknown, and drawn so. */
  readonly value: number | null
  readonly unit?: string
  readonly precision?: 'exact' | 'measured'
  /** A change against what it is compared with, in the same unit. */
  readonly delta?: number
  readonly deltaTone?: Tone
  readonly unknownReason?: string
}

export function NumberWithUnit({
  value,
  unit,
  precision = 'exact',
  delta,
  deltaTone = 'neutral',
  unknownReason,
}: NumberWithUnitProps) {
  if (value === null) return <UnknownValue reason={unknownReason} />
  return (
    <span className="whitespace-nowrap">
      {formatNumber(value, precision)}
      {unit !== undefined && <span className="text-ink-muted"> {unit}</span>}
      {delta !== undefined && delta !== 0 && (
        <span className={joinClasses('ml-1 text-xs', toneText[deltaTone])}>
          {delta > 0 ? '+' : '−'}
          {formatNumber(Math.abs(delta), precision)}
        </span>
      )}
    </span>
  )
}

export type BytesProps = { readonly bytes: number | null; readonly unknownReason?: string }

/** Bytes in a binary unit; the exact count is in the title. */
export function Bytes({ bytes, unknownReason }: BytesProps) {
  if (bytes === null) return <UnknownValue reason={unknownReason} />
  const [value, unit] = splitBytes(bytes)
  return (
    <span className="whitespace-nowrap" title={`${formatNumber(bytes, 'exact')} bytes`}>
      {value}
      <span className="text-ink-muted"> {unit}</span>
    </span>
  )
}
