'use client'

import type { Virtualizer } from '@tanstack/react-virtual'
import { type MouseEvent, memo } from 'react'
import { type DataColumn, rowHeightPx } from '@/components/data-table/column'
import { joinClasses } from '@/components/ui/class-names'
import { useOpen } from '@/components/ui/use-open'

export type TableBodyProps<Row> = {
  readonly rows: readonly { readonly id: string; readonly original: Row }[]
  readonly columns: readonly DataColumn<Row>[]
  readonly virtualizer: Virtualizer<HTMLDivElement, Element>
  readonly active: number | null
  readonly onActivate: (index: number) => void
  readonly getHref: ((row: Row) => string) | undefined
}

/** Real rows of a real table; rows out of sight are two spacers, and `aria-rowindex` says where the others are. */
export function TableBody<Row>({
  rows,
  columns,
  virtualizer,
  active,
  onActivate,
  getHref,
}: TableBodyProps<Row>) {
  const items = virtualizer.getVirtualItems()
  const first = items[0]
  const last = items.at(-1)
  const above = first === undefined ? 0 : first.index * rowHeightPx
  const below = last === undefined ? 0 : (rows.length - 1 - last.index) * rowHeightPx
  return (
    <tbody>
      <Spacer height={above} span={columns.length} />
      {items.map(({ index }) => {
        const row = rows[index]
        if (row === undefined) return null
        return (
          <TableRow
            key={row.id}
            index={index}
            row={row.original}
            columns={columns}
            isActive={active === index}
            // One row is in the tab order: the active one, or the first.
            isTabStop={active === index || (active === null && index === 0)}
            onActivate={onActivate}
            href={getHref?.(row.original)}
          />
        )
      })}
      <Spacer height={below} span={columns.length} />
    </tbody>
  )
}

function Spacer({ height, span }: { readonly height: number; readonly span: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden>
      <td colSpan={span} style={{ height, padding: 0 }}>
        {/* The linter takes an empty cell for a control without a label. */}
        {null}
      </td>
    </tr>
  )
}

type TableRowProps<Row> = {
  readonly index: number
  readonly row: Row
  readonly columns: readonly DataColumn<Row>[]
  readonly isActive: boolean
  readonly isTabStop: boolean
  readonly onActivate: (index: number) => void
  readonly href: string | undefined
}

function PlainTableRow<Row>({
  index,
  row,
  columns,
  isActive,
  isTabStop,
  onActivate,
  href,
}: TableRowProps<Row>) {
  const goTo = useOpen()
  function follow(event: MouseEvent<HTMLTableRowElement>) {
    if (href === undefined || event.defaultPrevented || !(event.target instanceof Element)) return
    if (event.target.closest('a, button, input, label, select, textarea') !== null) return
    if (window.getSelection()?.isCollapsed === false) return
    if (event.ctrlKey || event.metaKey) window.open(href, '_blank', 'noopener')
    else goTo(href)
  }
  return (
    // The row's link does the same for keyboards and screen readers: clicking beside it is a convenience.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <tr
      data-row-index={index}
      aria-rowindex={index + 2}
      tabIndex={isTabStop ? 0 : -1}
      onClick={follow}
      onFocus={() => onActivate(index)}
      className={joinClasses(
        'h-7 border-b -outline-offset-2 hover:bg-hover',
        isActive && 'bg-selected',
        href !== undefined && 'cursor-pointer',
      )}
    >
      {columns.map((column) => (
        <td
          key={column.id}
          className={joinClasses('h-7 truncate px-3', column.align === 'end' ? 'text-right' : 'text-left')}
        >
          {column.cell(row)}
        </td>
      ))}
    </tr>
  )
}

/** A row renders again only when something of its own changed; scrolling and moving render the others' rows. */
const TableRow = memo(PlainTableRow) as typeof PlainTableRow
