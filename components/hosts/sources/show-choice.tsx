import { joinClasses } from '@/components/ui/class-names'
import { FACT_FILTERS } from '@/server/contracts/host-fact'

export type FactShow = (typeof FACT_FILTERS)[number]

const choices: readonly { readonly show: FactShow | null; readonly word: string }[] = [
  { show: null, word: 'All' },
  { show: 'told', word: 'Told' },
  { show: 'contradicted', word: 'Contradicted' },
  { show: 'unknown', word: 'Unknown' },
]

export type ShowChoiceProps = {
  readonly show: FactShow | null
  readonly onShow: (show: FactShow | null) => void
}

/** Which of the facts are listed: one of four. */
export function ShowChoice({ show, onShow }: ShowChoiceProps) {
  return (
    <fieldset className="flex overflow-hidden rounded-md border border-line-strong">
      <legend className="sr-only">Show</legend>
      {choices.map((choice) => (
        <label
          key={choice.word}
          className={joinClasses(
            'relative flex h-7 items-center px-2.5 text-xs font-medium has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus',
            choice.show === show ? 'bg-selected text-ink' : 'text-ink-muted hover:bg-hover',
          )}
        >
          <input
            type="radio"
            name="show-facts"
            className="absolute inset-0 opacity-0"
            checked={choice.show === show}
            onChange={() => onShow(choice.show)}
          />
          {choice.word}
        </label>
      ))}
    </fieldset>
  )
}
