'use client'

import { FilterX } from 'lucide-react'
import type { ReactNode } from 'react'
import { rowHeightPx } from '@/components/data-table/column'
import type { TableSource } from '@/components/data-table/data-table'
import { Button } from '@/components/ui/button'
import { ErrorState } from '@/components/ui/error-state'
import { ForbiddenState } from '@/components/ui/forbidden-state'
import { Skeleton } from '@/components/ui/skeleton'
import { StateMessage } from '@/components/ui/state-message'

export type TableNoticeProps = {
  readonly label: string
  readonly source: TableSource<unknown>
  readonly hasFilters: boolean
  readonly onClearFilters: () => void
  readonly empty: ReactNode
  readonly permission: string | undefined
}

/** What stands in place of rows, each state with its way on. */
export function TableNotice({
  label,
  source,
  hasFilters,
  onClearFilters,
  empty,
  permission,
}: TableNoticeProps) {
  if (source.status === 'loading') return <SkeletonRows label={`Loading ${label}`} />
  if (source.status === 'forbidden') return <ForbiddenState permission={permission} compact />
  if (source.status === 'error') {
    return (
      <ErrorState
        title="The list could not be loaded"
        kept="Nothing was changed."
        next={source.errorMessage}
        onRetry={source.retry}
        compact
      />
    )
  }
  if (hasFilters) {
    return (
      <StateMessage
        tone="neutral"
        icon={<FilterX aria-hidden />}
        title="Nothing matches the filters"
        actions={
          <Button size="small" onClick={onClearFilters}>
            Clear the filters
          </Button>
        }
        compact
      />
    )
  }
  return empty
}

function SkeletonRows({ label }: { readonly label: string }) {
  return (
    <output className="block">
      <span className="sr-only">{label}</span>
      {Array.from({ length: 8 }, (_, row) => (
        <span key={row} className="flex items-center border-b px-3" style={{ height: rowHeightPx }}>
          <Skeleton className="h-3 w-full" />
        </span>
      ))}
    </output>
  )
}

/** Below the rows: the next page on its way, or why it did not come. */
export function TableTail({ source }: { readonly source: TableSource<unknown> }) {
  if (source.nextFailed) {
    return (
      <div role="alert" className="flex h-9 items-center gap-3 px-3 text-sm text-bad">
        More rows could not be loaded; those above are complete up to here.
        <Button size="small" onClick={source.fetchNext}>
          Try again
        </Button>
      </div>
    )
  }
  if (!source.hasNext) return null
  return <output className="flex h-7 items-center px-3 text-xs text-ink-muted">Loading more…</output>
}
