'use client'

import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { DataColumn } from '@/components/data-table/column'
import { DataTable } from '@/components/data-table/data-table'
import type { TableConfig } from '@/components/data-table/table-state'
import { useTableState } from '@/components/data-table/use-table-state'
import { useTRPC } from '@/components/query/trpc'
import { useMay } from '@/components/query/viewer-provider'
import { AppLink } from '@/components/ui/app-link'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { IdLink } from '@/components/ui/id-link'
import { Section } from '@/components/ui/panel'
import { RelativeTime } from '@/components/ui/relative-time'
import { StatusChip } from '@/components/ui/status-chip'
import type { PoolDto } from '@/server/contracts/pool'
import { useListSource } from './list-source'
import { PoolDialog } from './pool-dialog'
import { sortRows } from './sort-rows'

const config: TableConfig<'slug' | 'name' | 'hostCount' | 'createdAt', never> = {
  id: 'pools',
  prefix: 'pool-',
  sortable: ['slug', 'name', 'hostCount', 'createdAt'],
  defaultSort: { id: 'name', desc: false },
  filters: [],
}

const columns: readonly DataColumn<PoolDto>[] = [
  {
    id: 'slug',
    header: 'Pool',
    width: 140,
    sortable: true,
    hideable: false,
    cell: (pool) => <IdLink id={pool.slug} />,
  },
  { id: 'name', header: 'Name', width: 180, sortable: true, cell: (pool) => pool.name },
  { id: 'class', header: 'Class', width: 100, cell: (pool) => pool.class },
  {
    id: 'mode',
    header: 'Mode',
    width: 110,
    cell: (pool) => (
      <StatusChip tone={pool.mode === 'observe' ? 'info' : 'ok'}>
        {pool.mode === 'observe' ? 'Observe' : 'Manage'}
      </StatusChip>
    ),
  },
  {
    id: 'hostCount',
    header: 'Hosts',
    width: 80,
    align: 'end',
    sortable: true,
    cell: (pool) => <AppLink href={`/hosts?poolId=${pool.id}`}>{pool.hostCount}</AppLink>,
  },
  {
    id: 'createdAt',
    header: 'Made',
    width: 100,
    align: 'end',
    sortable: true,
    cell: (pool) => <RelativeTime at={pool.createdAt} />,
  },
]

export function PoolsTable() {
  const trpc = useTRPC()
  const mayManage = useMay()('pool:manage', {})
  const [isMaking, setMaking] = useState(false)
  const state = useTableState(config)
  const query = useQuery(trpc.pools.list.queryOptions())
  const rows = useMemo(() => sortRows(query.data ?? [], state.sort), [query.data, state.sort])
  const make = mayManage && (
    <Button
      size="small"
      className="h-7"
      icon={<Plus aria-hidden className="size-3.5" />}
      onClick={() => setMaking(true)}
    >
      Create a pool
    </Button>
  )
  return (
    <Section title="Pools" note="Hosts that are planned and shared together">
      <DataTable
        label="pools"
        columns={columns}
        state={state}
        source={useListSource(query, rows)}
        getRowId={(pool) => pool.id}
        permission="pool:read"
        maxHeight="360px"
        actions={make || undefined}
        empty={
          <EmptyState
            compact
            title="No pools yet"
            next="A pool starts in observe: Berth shows and explains, and changes nothing in it."
          />
        }
      />
      {isMaking && <PoolDialog onClose={() => setMaking(false)} />}
    </Section>
  )
}
