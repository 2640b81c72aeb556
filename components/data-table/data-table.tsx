'use client'

import { columnVisibilityFeature, createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useEffectEvent, useMemo, useRef } from 'react'
import { type DataColumn, defaultColumnWidth, rowHeightPx } from '@/components/data-table/column'
import { TableBody } from '@/components/data-table/table-body'
import { TableHead } from '@/components/data-table/table-head'
import { TableNotice, TableTail } from '@/components/data-table/table-notice'
import { TableToolbar } from '@/components/data-table/table-toolbar'
import { useColumnChoice } from '@/components/data-table/use-column-choice'
import { useRowKeys } from '@/components/data-table/use-row-keys'
import type { TableState } from '@/components/data-table/use-table-state'
import { formatNumber } from '@/components/ui/format-number'
import { StaleBanner } from '@/components/ui/stale-banner'
import { useOpen } from '@/components/ui/use-open'

/** Where rows come from; `useInfiniteRows` makes it from an infinite query. */
export type TableSource<Row> = {
  readonly rows: readonly Row[]
  readonly status: 'loading' | 'ready' | 'error' | 'forbidden'
  readonly errorMessage?: string
  /** When what is shown was last true, if it is no longer being refreshed. */
  readonly staleSince?: number
  readonly isFetching: boolean
  readonly hasNext: boolean
  readonly isFetchingNext: boolean
  readonly nextFailed: boolean
  readonly fetchNext: () => void
  readonly retry: () => void
}

export type DataTableProps<Row extends object> = {
  /** What the rows are, in the plural: names the table for screen readers and its counts. */
  readonly label: string
  readonly columns: readonly DataColumn<Row>[]
  readonly state: TableState
  readonly source: TableSource<Row>
  readonly getRowId: (row: Row) => string
  readonly getRowHref?: (row: Row) => string
  /** Shown when there is nothing at all, without any filter: an `EmptyState`. */
  readonly empty: ReactNode
  /** All rows that match, where the server counts them. */
  readonly totalCount?: number | null
  readonly searchLabel?: string
  /** The route that streams the same view as CSV; the state is appended. */
  readonly csvPath?: string
  readonly permission?: string
  readonly actions?: ReactNode
  /** CSS length; by default what is left of the window below a page's header. */
  readonly maxHeight?: string
}

const features = tableFeatures({ columnVisibilityFeature })
const overscanRows = 10

export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { label, columns, state, source, getRowId, getRowHref, totalCount = null } = props
  const goTo = useOpen()
  const scrollRef = useRef<HTMLDivElement>(null)
  const { visibility, setVisibility } = useColumnChoice(state.config.id, columns)

  const modelColumns = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>()
    return helper.columns(
      columns.map((column) =>
        helper.display({ id: column.id, header: column.header, enableHiding: column.hideable !== false }),
      ),
    )
  }, [columns])
  const table = useTable({
    features,
    columns: modelColumns,
    data: source.rows,
    getRowId,
    state: { columnVisibility: visibility },
    onColumnVisibilityChange: (update) =>
      setVisibility(typeof update === 'function' ? update(visibility) : update),
  })
  const rows = table.getRowModel().rows
  const shown = useMemo(
    () => columns.filter((column) => visibility[column.id] !== false),
    [columns, visibility],
  )

  // The compiler that this rule speaks for is not used, and the virtualizer's state is read in each render.
  // oxlint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollRef.current,
    estimateSize: () => rowHeightPx,
    overscan: overscanRows,
    // The sticky header stands in the same scroller, above the first row.
    scrollMargin: rowHeightPx,
    scrollPaddingStart: rowHeightPx,
    initialRect: { width: 1200, height: 720 },
  })

  const { active, setActive } = useRowKeys({
    containerRef: scrollRef,
    count: rows.length,
    scrollTo: (index) => virtualizer.scrollToIndex(index),
    open: (index) => {
      const row = rows[index]
      if (row !== undefined && getRowHref !== undefined) goTo(getRowHref(row.original))
    },
  })

  const lastShown = virtualizer.getVirtualItems().at(-1)?.index ?? -1
  const needsMore =
    source.hasNext &&
    !source.isFetchingNext &&
    !source.nextFailed &&
    lastShown >= rows.length - overscanRows - 1
  const fetchNext = useEffectEvent(() => source.fetchNext())
  // External system: the server's next page, asked for when the reader comes near the end of what is loaded.
  useEffect(() => {
    if (needsMore) fetchNext()
  }, [needsMore])

  const hasRows = source.status === 'ready' && rows.length > 0
  return (
    <div className="flex min-w-0 flex-col rounded-md border bg-panel">
      <TableToolbar
        state={state}
        searchLabel={props.searchLabel}
        countText={describeCount(source, totalCount)}
        isFetching={source.isFetching}
        csvPath={props.csvPath}
        actions={props.actions}
        columns={columns
          .filter((column) => column.hideable !== false)
          .map(({ id, header }) => ({ id, header, isShown: visibility[id] !== false }))}
        onChange={(id, isShown) => table.getColumn(id)?.toggleVisibility(isShown)}
      />
      {source.staleSince !== undefined && (
        <StaleBanner since={source.staleSince}>The list could not be refreshed.</StaleBanner>
      )}
      <section
        ref={scrollRef}
        aria-label={label}
        data-list-keys
        data-print="expand"
        // Scrolled by keyboard too, also before any row has the focus.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="relative overflow-auto -outline-offset-2"
        style={{ maxHeight: props.maxHeight ?? 'max(320px, calc(100dvh - 220px))' }}
      >
        <table
          aria-label={label}
          aria-rowcount={countAriaRows(source, totalCount)}
          aria-busy={source.status === 'loading'}
          className="w-full table-fixed text-sm"
          style={{ minWidth: shown.reduce((sum, column) => sum + (column.width ?? defaultColumnWidth), 0) }}
        >
          <colgroup>
            {shown.map((column) => (
              <col key={column.id} style={{ width: column.width ?? defaultColumnWidth }} />
            ))}
          </colgroup>
          <TableHead columns={shown} sort={state.sort} onSort={state.toggleSort} />
          {hasRows && (
            <TableBody
              rows={rows}
              columns={shown}
              virtualizer={virtualizer}
              active={active}
              onActivate={setActive}
              getHref={getRowHref}
            />
          )}
        </table>
        {hasRows ? (
          <TableTail source={source} />
        ) : (
          <TableNotice
            label={label}
            source={source}
            hasFilters={state.hasFilters}
            onClearFilters={state.clearFilters}
            empty={props.empty}
            permission={props.permission}
          />
        )}
      </section>
    </div>
  )
}

/** The header counts as a row; while more may follow and nobody counted them, the number is not known: -1. */
function countAriaRows(source: TableSource<unknown>, totalCount: number | null): number {
  if (totalCount !== null) return totalCount + 1
  return source.hasNext ? -1 : source.rows.length + 1
}

function describeCount(source: TableSource<unknown>, totalCount: number | null): string {
  if (source.status !== 'ready') return ''
  const loaded = formatNumber(source.rows.length, 'exact')
  if (totalCount !== null) return formatNumber(totalCount, 'exact')
  return source.hasNext ? `${loaded}+` : loaded
}
