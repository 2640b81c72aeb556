'use client'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { parseAsString, useQueryState } from 'nuqs'
import { useMemo } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import type { TableConfig } from '@/components/data-table/table-state'
import { useInfiniteRows } from '@/components/data-table/use-infinite-rows'
import { useTableState } from '@/components/data-table/use-table-state'
import { useTRPC } from '@/components/query/trpc'
import { describeTimeRange } from '@/components/shell/time-range'
import { useTimeRange } from '@/components/shell/use-time-range'
import { useClockText } from '@/components/ui/clock'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { parseAuditBounds, readAuditBounds, writeAuditBounds } from './audit-bounds'
import { auditColumns } from './audit-columns'
import { buildAuditCsvQuery, buildAuditInput } from './audit-query'
import { useEntryHref } from './entry-link'
import { OpenEntry } from './open-entry'

const config: TableConfig<'seq', 'outcome' | 'action' | 'subject'> = {
  id: 'audit',
  // A log has one order; no column offers another.
  sortable: ['seq'],
  defaultSort: { id: 'seq', desc: true },
  filters: [
    {
      id: 'outcome',
      label: 'Outcome',
      kind: 'choice',
      options: [
        { value: 'applied', label: 'Applied' },
        { value: 'refused', label: 'Refused' },
      ],
    },
    { id: 'action', label: 'Action', kind: 'text', placeholder: 'role.grant' },
    { id: 'subject', label: 'Id of what it was done to', kind: 'text' },
  ],
}

export function AuditScreen() {
  const trpc = useTRPC()
  const { range } = useTimeRange()
  const tableState = useTableState(config)
  const buildHref = useEntryHref()
  const [entryId, setEntryId] = useQueryState('entry', parseAsString.withOptions({ scroll: false }))

  // Null until the browser's clock is known.
  const boundsText = useClockText((nowMs) => writeAuditBounds(readAuditBounds(range, nowMs)))
  const { search, filters } = tableState
  const input = useMemo(
    () => buildAuditInput({ search, ...filters }, parseAuditBounds(boundsText ?? '0/')),
    [search, filters, boundsText],
  )
  const state = useMemo(() => ({ ...tableState, query: buildAuditCsvQuery(input) }), [tableState, input])
  const query = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(input, {
      enabled: boundsText !== null,
      getNextPageParam: (page) => page.nextCursor,
      placeholderData: keepPreviousData,
    }),
  )
  const source = useInfiniteRows(query)
  return (
    <>
      <PageHeader
        title="Audit"
        sentence="Every change and every refusal, newest first. Nothing here can be changed or removed, also not in the database."
      />
      <DataTable
        label="audit entries"
        columns={auditColumns}
        state={state}
        source={source}
        getRowId={(entry) => entry.id}
        getRowHref={(entry) => buildHref(entry.id)}
        searchLabel="Search the audit log"
        csvPath="/api/csv/audit"
        permission="audit:read"
        empty={
          <EmptyState
            compact
            title={`Nothing was recorded: ${describeTimeRange(range)}`}
            next="Choose a longer time range in the bar above."
          />
        }
      />
      {entryId !== null && source.status === 'ready' && (
        <OpenEntry entryId={entryId} rows={source.rows} onClose={() => void setEntryId(null)} />
      )}
    </>
  )
}
