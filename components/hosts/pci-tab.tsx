'use client'

import { useMemo } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import type { TableConfig } from '@/components/data-table/table-state'
import { useTableState } from '@/components/data-table/use-table-state'
import { explainUnknown, toolsOfSection } from '@/components/hosts/explain-unknown'
import { useHost } from '@/components/hosts/host-provider'
import { NoFacts } from '@/components/hosts/no-facts'
import { buildPciColumns } from '@/components/hosts/pci-columns'
import { choosePciRows, type PciSort } from '@/components/hosts/pci-rows'
import { EmptyState } from '@/components/ui/empty-state'
import type { HostPciFunction } from '@/server/core/inventory/host-facts'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'

const config: TableConfig<PciSort, 'kind'> = {
  id: 'pci-functions',
  sortable: ['address', 'classCode', 'numaNode'],
  defaultSort: { id: 'address', desc: false },
  filters: [
    {
      id: 'kind',
      label: 'Kind',
      kind: 'choice',
      options: [
        { value: 'gpu', label: 'Display and accelerators' },
        { value: 'network', label: 'Network' },
        { value: 'storage', label: 'Storage' },
        { value: 'bridge', label: 'Bridges' },
        { value: 'other', label: 'Other' },
      ],
    },
  ],
}

const nothing: readonly HostPciFunction[] = []
const noTellers: readonly ToolId[] = []

/** Every PCI function, as told; links are shown here and judged on the other tabs. */
export function PciTab() {
  const host = useHost()
  const state = useTableState(config)
  const functions = host.facts?.pciFunctions ?? nothing
  const tellers = host.facts?.provenance.pciFunctions ?? noTellers
  const columns = useMemo(() => buildPciColumns(host.slug, tellers), [host.slug, tellers])
  const { search, sort, filters } = state
  const rows = useMemo(
    () => choosePciRows(functions, { search, sort, kinds: filters.kind }),
    [functions, search, sort, filters.kind],
  )
  if (host.facts === null) return <NoFacts host={host} />
  return (
    <DataTable
      label="PCI functions"
      columns={columns}
      state={state}
      source={{
        rows,
        status: 'ready',
        isFetching: false,
        hasNext: false,
        isFetchingNext: false,
        nextFailed: false,
        fetchNext: () => undefined,
        retry: () => undefined,
      }}
      getRowId={(fn) => fn.address}
      searchLabel="Search PCI functions"
      empty={
        <EmptyState
          title={host.facts.pciFunctions === null ? 'The PCI functions are not known' : 'No PCI functions'}
          next={
            host.facts.pciFunctions === null
              ? explainUnknown(host.tools, toolsOfSection.pciFunctions)
              : 'The tools looked and found none.'
          }
          compact
        />
      }
    />
  )
}
