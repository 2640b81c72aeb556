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
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { IdLink } from '@/components/ui/id-link'
import { Section } from '@/components/ui/panel'
import { RelativeTime } from '@/components/ui/relative-time'
import type { TenantDto } from '@/server/contracts/tenant'
import { useListSource } from './list-source'
import { sortRows } from './sort-rows'
import { TenantDialog } from './tenant-dialog'

const config: TableConfig<'slug' | 'name' | 'createdAt', never> = {
  id: 'tenants',
  prefix: 'tenant-',
  sortable: ['slug', 'name', 'createdAt'],
  defaultSort: { id: 'name', desc: false },
  filters: [],
}

const columns: readonly DataColumn<TenantDto>[] = [
  {
    id: 'slug',
    header: 'Tenant',
    width: 160,
    sortable: true,
    hideable: false,
    cell: (tenant) => <IdLink id={tenant.slug} />,
  },
  { id: 'name', header: 'Name', width: 240, sortable: true, cell: (tenant) => tenant.name },
  {
    id: 'createdAt',
    header: 'Made',
    width: 100,
    align: 'end',
    sortable: true,
    cell: (tenant) => <RelativeTime at={tenant.createdAt} />,
  },
]

export function TenantsTable() {
  const trpc = useTRPC()
  const mayManage = useMay()('tenant:manage', {})
  const [isMaking, setMaking] = useState(false)
  const state = useTableState(config)
  const query = useQuery(trpc.tenants.list.queryOptions())
  const rows = useMemo(() => sortRows(query.data ?? [], state.sort), [query.data, state.sort])
  const make = mayManage && (
    <Button
      size="small"
      className="h-7"
      icon={<Plus aria-hidden className="size-3.5" />}
      onClick={() => setMaking(true)}
    >
      Create a tenant
    </Button>
  )
  return (
    <Section title="Tenants" note="Teams that share the GPUs; each sees only itself">
      <DataTable
        label="tenants"
        columns={columns}
        state={state}
        source={useListSource(query, rows)}
        getRowId={(tenant) => tenant.id}
        permission="tenant:read"
        maxHeight="360px"
        actions={make || undefined}
        empty={
          <EmptyState
            compact
            title="No tenants yet"
            next="Make one, then give its people a role over it, under Users."
          />
        }
      />
      {isMaking && <TenantDialog onClose={() => setMaking(false)} />}
    </Section>
  )
}
