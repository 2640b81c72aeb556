'use client'

import { Download } from 'lucide-react'
import type { ReactNode } from 'react'
import { ColumnMenu, type ColumnMenuProps } from '@/components/data-table/column-menu'
import { FilterChips } from '@/components/data-table/filter-chips'
import { FilterMenu } from '@/components/data-table/filter-menu'
import { SearchField } from '@/components/data-table/search-field'
import type { TableState } from '@/components/data-table/use-table-state'
import { joinClasses } from '@/components/ui/class-names'

export type TableToolbarProps = ColumnMenuProps & {
  readonly state: TableState
  readonly searchLabel: string | undefined
  readonly countText: string
  readonly isFetching: boolean
  readonly csvPath: string | undefined
  readonly actions: ReactNode
}

export function TableToolbar({
  state,
  searchLabel,
  countText,
  isFetching,
  csvPath,
  actions,
  columns,
  onChange,
}: TableToolbarProps) {
  return (
    <div data-print="hidden" className="flex min-h-11 flex-wrap items-center gap-2 border-b px-2 py-1.5">
      {searchLabel !== undefined && (
        <SearchField label={searchLabel} value={state.search} onChange={state.setSearch} />
      )}
      <FilterMenu state={state} />
      <FilterChips state={state} />
      <div className="ml-auto flex items-center gap-1">
        <output className={joinClasses('px-1 text-xs text-ink-muted', isFetching && 'animate-pulse')}>
          {countText}
        </output>
        {actions}
        {columns.length > 0 && <ColumnMenu columns={columns} onChange={onChange} />}
        {csvPath !== undefined && (
          // A download, not a page: the router must not prefetch or take it over.
          <a
            href={`${csvPath}?${state.query}`}
            download
            className="inline-flex h-8 items-center gap-1 rounded-md px-2 text-xs no-underline hover:bg-hover"
          >
            <Download aria-hidden className="size-4 text-ink-muted" />
            CSV
          </a>
        )}
      </div>
    </div>
  )
}
