'use client'

import { ArrowDown, ArrowUp } from 'lucide-react'
import type { DataColumn } from '@/components/data-table/column'
import type { SortState } from '@/components/data-table/table-state'
import { joinClasses } from '@/components/ui/class-names'

export type TableHeadProps<Row> = {
  readonly columns: readonly DataColumn<Row>[]
  readonly sort: SortState
  readonly onSort: (id: string) => void
}

export function TableHead<Row>({ columns, sort, onSort }: TableHeadProps<Row>) {
  return (
    <thead className="sticky top-0 z-10 bg-panel">
      <tr aria-rowindex={1} className="h-7">
        {columns.map((column) => {
          const isSorted = column.sortable === true && sort.id === column.id
          return (
            <th
              key={column.id}
              scope="col"
              aria-sort={isSorted ? (sort.desc ? 'descending' : 'ascending') : undefined}
              className={joinClasses(
                'px-3 text-xs font-medium text-ink-muted shadow-[inset_0_-1px_0_var(--line)]',
                column.align === 'end' ? 'text-right' : 'text-left',
              )}
            >
              {column.sortable === true ? (
                <button
                  type="button"
                  onClick={() => onSort(column.id)}
                  className={joinClasses(
                    'group inline-flex h-7 max-w-full items-center gap-1 hover:text-ink',
                    column.align === 'end' && 'flex-row-reverse',
                    isSorted && 'text-ink',
                  )}
                >
                  <span className="truncate">{column.header}</span>
                  <SortArrow isSorted={isSorted} desc={sort.desc} />
                </button>
              ) : (
                <span className="block truncate">{column.header}</span>
              )}
            </th>
          )
        })}
      </tr>
    </thead>
  )
}

function SortArrow({ isSorted, desc }: { readonly isSorted: boolean; readonly desc: boolean }) {
  const Arrow = isSorted && desc ? ArrowDown : ArrowUp
  // The arrow's room is kept, so that sorting moves nothing.
  return (
    <Arrow
      aria-hidden
      className={joinClasses('size-3 shrink-0', !isSorted && 'opacity-0 group-hover:opacity-60')}
    />
  )
}
