import type { ReactNode } from 'react'

export type PlainColumn = {
  readonly key: string
  readonly header: ReactNode
  readonly align?: 'start' | 'end'
  /** A class that gives the width, where tables below each other should line up. */
  readonly width?: string
}

export type PlainTableProps = {
  /** Names the table and its scroller for screen readers. */
  readonly label: string
  readonly columns: readonly PlainColumn[]
  /** The first cell names its row. */
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[]
}

/** A short table of known length, without sort or filters; lists that grow use the table kit. */
export function PlainTable({ label, columns, rows }: PlainTableProps) {
  return (
    // Scrolled by keyboard too, where it is wider than its place.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div tabIndex={0} data-print="expand" className="overflow-x-auto -outline-offset-2">
      <table aria-label={label} className="w-full text-sm">
        <thead>
          <tr className="h-7 border-b text-left text-xs text-ink-muted">
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={`px-3 font-medium whitespace-nowrap ${column.align === 'end' ? 'text-right' : ''} ${column.width ?? ''}`}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} className="h-7 border-b align-top last:border-b-0 hover:bg-hover">
              {columns.map((column, index) => {
                const className = `px-3 py-1 text-left font-normal ${column.align === 'end' ? 'text-right whitespace-nowrap' : ''}`
                return index === 0 ? (
                  <th key={column.key} scope="row" className={className}>
                    {row.cells[index]}
                  </th>
                ) : (
                  <td key={column.key} className={className}>
                    {row.cells[index]}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
