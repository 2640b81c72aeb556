'use client'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import type { DataColumn } from '@/components/data-table/column'
import { DataTable } from '@/components/data-table/data-table'
import type { TableConfig } from '@/components/data-table/table-state'
import { useInfiniteRows } from '@/components/data-table/use-infinite-rows'
import { useTableState } from '@/components/data-table/use-table-state'
import { findingHref } from '@/components/findings/finding-words'
import { SeverityChip } from '@/components/findings/severity-chip'
import { type RouterInputs, useTRPC } from '@/components/query/trpc'
import { AppLink } from '@/components/ui/app-link'
import { EmptyState } from '@/components/ui/empty-state'
import { IdLink } from '@/components/ui/id-link'
import { RelativeTime } from '@/components/ui/relative-time'
import type { FindingDto } from '@/server/contracts/finding'

type ListInput = RouterInputs['findings']['list']

const columns: readonly DataColumn<FindingDto>[] = [
  {
    id: 'sentence',
    header: 'Finding',
    width: 460,
    hideable: false,
    cell: (finding) => {
      const href = findingHref(finding)
      return href === null ? finding.sentence : <AppLink href={href}>{finding.sentence}</AppLink>
    },
  },
  {
    id: 'severity',
    header: 'Severity',
    width: 150,
    cell: (finding) => <SeverityChip finding={finding} />,
  },
  {
    id: 'host',
    header: 'Host',
    width: 160,
    cell: (finding) =>
      finding.host === null ? (
        <span className="text-ink-muted">none</span>
      ) : (
        <IdLink id={finding.host.slug} href={`/hosts/${finding.host.slug}`} />
      ),
  },
  {
    id: 'subject',
    header: 'Subject',
    width: 170,
    hiddenAtFirst: true,
    cell: (finding) => `${finding.subject.kind} ${finding.subject.label}`,
  },
  {
    id: 'code',
    header: 'Code',
    width: 190,
    hiddenAtFirst: true,
    cell: (finding) => <span className="font-mono text-xs">{finding.code}</span>,
  },
  {
    id: 'firstSeenAt',
    header: 'First seen',
    width: 120,
    align: 'end',
    sortable: true,
    cell: (finding) => <RelativeTime at={finding.firstSeenAt} />,
  },
  {
    id: 'lastSeenAt',
    header: 'Last seen',
    width: 120,
    align: 'end',
    sortable: true,
    cell: (finding) => <RelativeTime at={finding.lastSeenAt} />,
  },
  {
    id: 'resolvedAt',
    header: 'Resolved',
    width: 120,
    align: 'end',
    hiddenAtFirst: true,
    cell: (finding) => <RelativeTime at={finding.resolvedAt} none="open" />,
  },
]

const config: TableConfig<'lastSeenAt' | 'firstSeenAt', 'state' | 'severity'> = {
  id: 'findings',
  sortable: ['lastSeenAt', 'firstSeenAt'],
  defaultSort: { id: 'lastSeenAt', desc: true },
  filters: [
    {
      id: 'state',
      label: 'State',
      kind: 'choice',
      options: [
        { value: 'open', label: 'Open' },
        { value: 'resolved', label: 'Resolved' },
      ],
    },
    {
      id: 'severity',
      label: 'Severity',
      kind: 'choice',
      options: [
        { value: 'critical', label: 'Critical' },
        { value: 'warning', label: 'Warning' },
        { value: 'info', label: 'Info' },
      ],
    },
  ],
}

export function FindingsTable() {
  const trpc = useTRPC()
  const state = useTableState(config)
  const query = useInfiniteQuery(
    trpc.findings.list.infiniteQueryOptions(
      {
        search: state.search === '' ? undefined : state.search,
        // The table's state holds only values that are among the options above.
        state: [...state.filters.state] as ListInput['state'],
        severity: [...state.filters.severity] as ListInput['severity'],
        sort: state.sort.id,
        order: state.sort.desc ? 'desc' : 'asc',
      },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: keepPreviousData },
    ),
  )
  return (
    <DataTable
      label="findings"
      columns={columns}
      state={state}
      source={useInfiniteRows(query)}
      getRowId={(finding) => finding.id}
      totalCount={query.data?.pages[0]?.totalCount ?? null}
      searchLabel="Search findings"
      csvPath="/api/csv/findings"
      permission="finding:read"
      empty={
        <EmptyState
          title="No findings"
          next="Nothing that Berth can judge is wrong on the hosts you see. What it could not read is unknown, not well: look at the tools of each host."
          compact
        />
      }
    />
  )
}
