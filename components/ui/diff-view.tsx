import { UnknownValue } from '@/components/ui/unknown-value'

export type DiffEntry = {
  /** Where the value lives: `gpus[0].link.width`. */
  readonly path: string
  readonly kind: 'added' | 'removed' | 'changed'
  /** Texts ready to show; null is a known absence of a value, drawn as unknown. */
  readonly before?: string | null
  readonly after?: string | null
}

export type DiffViewProps = {
  readonly entries: readonly DiffEntry[]
  readonly label: string
  readonly beforeLabel?: string
  readonly afterLabel?: string
}

const kindMark = {
  added: { sign: '+', word: 'added', tone: 'text-ok' },
  removed: { sign: '−', word: 'removed', tone: 'text-bad' },
  changed: { sign: '~', word: 'changed', tone: 'text-info' },
} as const

export function DiffView({ entries, label, beforeLabel = 'Before', afterLabel = 'After' }: DiffViewProps) {
  return (
    <table className="w-full table-fixed text-sm">
      <caption className="sr-only">{label}</caption>
      <colgroup>
        <col className="w-24" />
        <col className="w-2/5" />
        <col />
        <col />
      </colgroup>
      <thead>
        <tr className="h-7 border-b text-left text-xs text-ink-muted">
          <th scope="col" className="px-3 font-medium">
            Change
          </th>
          <th scope="col" className="pr-3 font-medium">
            Path
          </th>
          <th scope="col" className="pr-3 font-medium">
            {beforeLabel}
          </th>
          <th scope="col" className="pr-3 font-medium">
            {afterLabel}
          </th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <DiffRow key={`${entry.kind}:${entry.path}`} entry={entry} />
        ))}
      </tbody>
    </table>
  )
}

function DiffRow({ entry }: { readonly entry: DiffEntry }) {
  const mark = kindMark[entry.kind]
  return (
    <tr className="h-7 border-b align-top last:border-b-0">
      <td className={`px-3 py-1 whitespace-nowrap ${mark.tone}`}>
        <span aria-hidden className="mr-1 inline-block w-2 font-mono">
          {mark.sign}
        </span>
        {mark.word}
      </td>
      <th scope="row" className="py-1 pr-3 text-left font-mono font-normal break-all">
        {entry.path}
      </th>
      <td className="py-1 pr-3 break-words">
        {entry.kind !== 'added' &&
          (entry.before == null ? (
            <UnknownValue />
          ) : (
            <del className="rounded-sm bg-bad-ground px-1 text-bad no-underline">{entry.before}</del>
          ))}
      </td>
      <td className="py-1 pr-3 break-words">
        {entry.kind !== 'removed' &&
          (entry.after == null ? (
            <UnknownValue />
          ) : (
            <ins className="rounded-sm bg-ok-ground px-1 text-ok no-underline">{entry.after}</ins>
          ))}
      </td>
    </tr>
  )
}
