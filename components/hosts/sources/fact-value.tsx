import { UnknownValue } from '@/components/ui/unknown-value'

export type FactTextProps = {
  /** As the contract has it: JSON as text, null is unknown. */
  readonly value: string | null
  readonly unknownReason?: string
}

/** A fact's value as it is kept: an empty text and an empty list are answers, and are said. */
export function FactText({ value, unknownReason }: FactTextProps) {
  if (value === null) return <UnknownValue reason={unknownReason} />
  if (value === '') return <span className="text-ink-muted">(empty)</span>
  if (value === '[]') return <span className="text-ink-muted">none</span>
  return <span title={value}>{value}</span>
}
