import type { ReactNode } from 'react'
import { AppLink } from '@/components/ui/app-link'
import type { Instant } from '@/components/ui/format-time'
import { Age } from '@/components/ui/relative-time'
import { UnknownValue } from '@/components/ui/unknown-value'

export type KeyValueRow = {
  readonly key: string
  readonly label: ReactNode
  /** null is unknown and needs a reason. */
  readonly value: ReactNode | null
  readonly unknownReason?: string
  /** Where the value comes from: `lscpu`, `nvidia-smi -q -x`, a person. */
  readonly source?: string
  readonly sourceHref?: string
  readonly at?: Instant | null
  readonly stale?: boolean
}

export type KeyValueListProps = {
  /** Names the table for screen readers. */
  readonly label: string
  readonly rows: readonly KeyValueRow[]
  /** Leaves out source and age where no row has them. */
  readonly plain?: boolean
}

/** Facts, one a row: what, value, where from, how old. */
export function KeyValueList({ label, rows, plain = false }: KeyValueListProps) {
  return (
    <table className="w-full table-fixed text-sm">
      <caption className="sr-only">{label}</caption>
      <colgroup>
        <col className={plain ? 'w-2/5' : 'w-[32%]'} />
        <col />
        {!plain && <col className="w-[22%]" />}
        {!plain && <col className="w-16" />}
      </colgroup>
      <thead className="sr-only">
        <tr>
          <th scope="col">Fact</th>
          <th scope="col">Value</th>
          {!plain && <th scope="col">Source</th>}
          {!plain && <th scope="col">Age</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key} className="h-7 border-b align-top last:border-b-0">
            <th scope="row" className="py-1 pr-3 text-left font-normal text-ink-muted">
              {row.label}
            </th>
            <td className="min-w-0 py-1 pr-3 break-words">
              {row.value ?? <UnknownValue reason={row.unknownReason} />}
            </td>
            {!plain && (
              <td className="truncate py-1 pr-3 text-xs leading-5 text-ink-muted" title={row.source}>
                {row.source !== undefined && row.sourceHref !== undefined ? (
                  <AppLink href={row.sourceHref}>{row.source}</AppLink>
                ) : (
                  row.source
                )}
              </td>
            )}
            {!plain && (
              <td
                className={`py-1 text-right text-xs leading-5 ${row.stale ? 'font-medium text-warn' : 'text-ink-muted'}`}
              >
                {row.at !== undefined && <Age at={row.at} none="never" />}
                {row.stale && <span className="sr-only"> (stale)</span>}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
