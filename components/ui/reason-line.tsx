import { AppLink } from '@/components/ui/app-link'
import { splitNumbers } from '@/components/ui/split-numbers'
import { type Tone, toneIcon, toneText } from '@/components/ui/tone'

export type ReasonLineProps = {
  /** The sentence that the wording gives for a reason's code and numbers. */
  readonly sentence: string
  readonly tone?: Tone
  /** Where the evidence is. */
  readonly href?: string
  readonly linkLabel?: string
}

export function ReasonLine({ sentence, tone = 'neutral', href, linkLabel = 'evidence' }: ReasonLineProps) {
  const Icon = toneIcon[tone]
  return (
    <p className="flex items-start gap-1.5 text-sm">
      {tone !== 'neutral' && <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${toneText[tone]}`} />}
      <span className="min-w-0">
        {splitNumbers(sentence).map((part, index) =>
          // The parts are cut from one string: their place is their identity.
          part.isNumber ? (
            // oxlint-disable-next-line react/no-array-index-key
            <strong key={index} className="font-semibold">
              {part.text}
            </strong>
          ) : (
            part.text
          ),
        )}
        {href !== undefined && (
          <>
            {' '}
            <AppLink href={href} className="whitespace-nowrap text-ink-muted">
              {linkLabel}
            </AppLink>
          </>
        )}
      </span>
    </p>
  )
}
