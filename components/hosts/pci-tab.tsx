'use client'

import { useMemo } from 'react'
import type { DataColumn } from '@/components/data-table/column'
import { DataTable } from '@/components/data-table/data-table'
import type { TableConfig } from '@/components/data-table/table-state'
import { useTableState } from '@/components/data-table/use-table-state'
import { LinkBadge } from '@/components/hardware/link-badge'
import { NumaBadge } from '@/components/hardware/numa-badge'
import { explainUnknown, toolsOfSection } from '@/components/hosts/explain-unknown'
import { useHost } from '@/components/hosts/host-provider'
import { NoFacts } from '@/components/hosts/no-facts'
import { choosePciRows, type PciSort } from '@/components/hosts/pci-rows'
import { readFunctionLink } from '@/components/hosts/pcie-tree'
import { EmptyState } from '@/components/ui/empty-state'
import { UnknownValue } from '@/components/ui/unknown-value'
import type { HostPciFunction } from '@/server/core/inventory/host-facts'

const columns: readonly DataColumn<HostPciFunction>[] = [
  {
    id: 'address',
    header: 'Address',
    width: 120,
    sortable: true,
    hideable: false,
    cell: (fn) => <span className="font-mono text-xs">{fn.address}</span>,
  },
  {
    id: 'classCode',
    header: 'Class',
    width: 180,
    sortable: true,
    cell: (fn) => fn.className ?? fn.classCode ?? <UnknownValue />,
  },
  { id: 'name', header: 'Name', width: 320, cell: (fn) => fn.name ?? <UnknownValue /> },
  { id: 'driver', header: 'Driver', width: 100, cell: (fn) => fn.driver ?? <UnknownValue /> },
  {
    id: 'numaNode',
    header: 'NUMA',
    width: 90,
    sortable: true,
    cell: (fn) => <NumaBadge node={fn.numaNode} />,
  },
  {
    id: 'link',
    header: 'Link',
    width: 170,
    cell: (fn) => {
      const { judged: _judged, ...link } = readFunctionLink(fn, undefined, true)
      return <LinkBadge {...link} />
    },
  },
  {
    id: 'ids',
    header: 'Ids',
    width: 100,
    cell: (fn) => (
      <span className="font-mono text-xs">{`${fn.vendorId ?? '????'}:${fn.deviceId ?? '????'}`}</span>
    ),
  },
  {
    id: 'iommuGroup',
    header: 'IOMMU',
    width: 80,
    align: 'end',
    cell: (fn) => fn.iommuGroup ?? <UnknownValue />,
  },
  {
    id: 'parent',
    header: 'Parent',
    width: 120,
    hiddenAtFirst: true,
    cell: (fn) => <span className="font-mono text-xs">{fn.parent ?? fn.rootBus ?? <UnknownValue />}</span>,
  },
  {
    id: 'sriov',
    header: 'Virtual functions',
    width: 130,
    align: 'end',
    hiddenAtFirst: true,
    cell: (fn) => (fn.sriov === null ? '' : `${fn.sriov.numVfs ?? '?'} of ${fn.sriov.totalVfs ?? '?'}`),
  },
]

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

/** Every PCI function, as told; links are shown here and judged on the other tabs. */
export function PciTab() {
  const host = useHost()
  const state = useTableState(config)
  const functions = host.facts?.pciFunctions ?? nothing
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
