import { StatusChip } from '@/components/ui/status-chip'
import type { Tone } from '@/components/ui/tone'
import type { AllocationDto } from '@/server/contracts/allocation'

const chips: Readonly<
  Record<AllocationDto['origin'], { readonly tone: Tone; readonly word: string; readonly title: string }>
> = {
  foreign: {
    tone: 'neutral',
    word: 'foreign',
    title: 'It ran here already, or was started without Berth: Berth counts it and leaves it alone.',
  },
  adopted: { tone: 'info', word: 'adopted', title: 'Started without Berth and since taken under its care.' },
  berth: { tone: 'ok', word: 'berth', title: 'Placed by Berth.' },
}

/** Who put it here. */
export function OriginChip({ origin }: Pick<AllocationDto, 'origin'>) {
  const { tone, word, title } = chips[origin]
  return (
    <StatusChip tone={tone} title={title}>
      {word}
    </StatusChip>
  )
}
