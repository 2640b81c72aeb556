'use client'

import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Plus, Upload } from 'lucide-react'
import { useMemo } from 'react'
import type { DataColumn } from '@/components/data-table/column'
import { DataTable } from '@/components/data-table/data-table'
import type { TableConfig } from '@/components/data-table/table-state'
import { useInfiniteRows } from '@/components/data-table/use-infinite-rows'
import { useTableState } from '@/components/data-table/use-table-state'
import { hostColumns } from '@/components/hosts/host-columns'
import { type RouterInputs, useTRPC } from '@/components/query/trpc'
import { useMay } from '@/components/query/viewer-provider'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import type { HostRowDto } from '@/server/contracts/host'
import type { PoolDto } from '@/server/contracts/pool'

type HostSort = 'slug' | 'lastSeenAt' | 'gpuCount' | 'openFindingCount' | 'enrolledAt'
type HostFilter = 'state' | 'freshness' | 'poolId' | 'withFindings'
type ListInput = RouterInputs['hosts']['list']

const columns: readonly DataColumn<HostRowDto>[] = hostColumns

function buildConfig(pools: readonly PoolDto[]): TableConfig<HostSort, HostFilter> {
  return {
    id: 'hosts',
    sortable: ['slug', 'lastSeenAt', 'gpuCount', 'openFindingCount', 'enrolledAt'],
    defaultSort: { id: 'slug', desc: false },
    filters: [
      {
        id: 'state',
        label: 'State',
        kind: 'choice',
        options: [
          { value: 'enrolled', label: 'Enrolled' },
          { value: 'pendingApproval', label: 'Waits for approval' },
          { value: 'retired', label: 'Retired' },
        ],
      },
      {
        id: 'freshness',
        label: 'Heard of',
        kind: 'choice',
        options: [
          { value: 'fresh', label: 'Fresh' },
          { value: 'silent', label: 'Silent' },
          { value: 'never', label: 'Nothing received' },
        ],
      },
      {
        id: 'poolId',
        label: 'Pool',
        kind: 'choice',
        options: pools.map((pool) => ({ value: pool.id, label: pool.slug })),
      },
      {
        id: 'withFindings',
        label: 'Findings',
        kind: 'choice',
        options: [{ value: 'true', label: 'With open findings' }],
      },
    ],
  }
}

const noPools: readonly PoolDto[] = []

export function HostsTable() {
  const trpc = useTRPC()
  const may = useMay()
  const pools = useQuery(trpc.pools.list.queryOptions(undefined, { enabled: may('pool:read') }))
  const config = useMemo(() => buildConfig(pools.data ?? noPools), [pools.data])
  const state = useTableState(config)
  const query = useInfiniteQuery(
    trpc.hosts.list.infiniteQueryOptions(
      {
        search: state.search === '' ? undefined : state.search,
        // The table's state holds only values that are among the options above.
        state: [...state.filters.state] as ListInput['state'],
        freshness: [...state.filters.freshness] as ListInput['freshness'],
        poolId: [...state.filters.poolId],
        withFindings: state.filters.withFindings.length > 0 ? true : undefined,
        sort: state.sort.id,
        order: state.sort.desc ? 'desc' : 'asc',
      },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: keepPreviousData },
    ),
  )
  return (
    <DataTable
      label="hosts"
      columns={columns}
      state={state}
      source={useInfiniteRows(query)}
      getRowId={(host) => host.id}
      getRowHref={(host) => `/hosts/${host.slug}`}
      totalCount={query.data?.pages[0]?.totalCount ?? null}
      searchLabel="Search hosts"
      csvPath="/api/csv/hosts"
      permission="host:read"
      empty={<NoHosts mayEnrol={may('host:enrol')} />}
    />
  )
}

function NoHosts({ mayEnrol }: { readonly mayEnrol: boolean }) {
  return (
    <EmptyState
      title="No hosts yet"
      next={
        mayEnrol
          ? 'Enrol the first one: it is one line to paste on the host, and nothing is installed there.'
          : 'Somebody with the permission to enrol hosts has to enrol the first one.'
      }
      actions={mayEnrol && <ButtonLink href="/settings/enrolment">Enrol your first host</ButtonLink>}
      compact
    />
  )
}

export function HostListActions() {
  const may = useMay()
  return (
    <>
      {may('host:upload') && (
        <ButtonLink href="/hosts/upload" icon={<Upload aria-hidden className="size-4" />}>
          Upload by hand
        </ButtonLink>
      )}
      {may('host:enrol') && (
        <ButtonLink
          href="/settings/enrolment"
          variant="primary"
          icon={<Plus aria-hidden className="size-4" />}
        >
          Enrol a host
        </ButtonLink>
      )}
    </>
  )
}
