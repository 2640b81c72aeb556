import type { ReactNode } from 'react'

/** One column of a table of `Row`. Keep the array at module scope or memoised: its identity is its version. */
export type DataColumn<Row> = {
  readonly id: string
  readonly header: string
  readonly cell: (row: Row) => ReactNode
  /** Smallest width in px; what is left over is shared in proportion. 140 when absent. */
  readonly width?: number
  /** Numbers stand at the end, so that their digits line up. */
  readonly align?: 'start' | 'end'
  /** The column's id is then one of the table's sort ids. */
  readonly sortable?: boolean
  /** False keeps it out of the column choice: the column that names the row. */
  readonly hideable?: boolean
  readonly hiddenAtFirst?: boolean
}

export const defaultColumnWidth = 140
export const rowHeightPx = 28
