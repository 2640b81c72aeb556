'use client'

import { Tooltip } from '@/components/ui/tooltip'

export type UnknownValueProps = {
  /** Why it is unknown, in a few words: "nvidia-smi was not found", "the report is 3 days old". */
  readonly reason?: string
  readonly word?: string
}

/** A missing fact, drawn as what it is: never 0, never a dash, never healthy. */
export function UnknownValue({ reason, word = 'unknown' }: UnknownValueProps) {
  const chipClass = 'hatched inline-block rounded-sm px-1.5 text-xs leading-5 text-unknown'
  if (reason === undefined) return <span className={chipClass}>{word}</span>
  return (
    <Tooltip content={reason}>
      {/* Focus shows the reason to keyboards; the hidden text gives it to screen readers and to touch. */}
      <button type="button" className={chipClass}>
        {word}
        <span className="sr-only">: {reason}</span>
      </button>
    </Tooltip>
  )
}
