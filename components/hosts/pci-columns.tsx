import type { DataColumn } from '@/components/data-table/column'
import { LinkBadge } from '@/components/hardware/link-badge'
import { NumaBadge } from '@/components/hardware/numa-badge'
import { readFunctionLink } from '@/components/hosts/pcie-tree'
import { writeDevice } from '@/components/hosts/raw/find-term'
import { SourcesLink } from '@/components/hosts/sources/sources-link'
import { ToolLink } from '@/components/hosts/tool-link'
import { UnknownValue } from '@/components/ui/unknown-value'
import type { HostPciFunction } from '@/server/core/inventory/host-facts'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'

const told: readonly DataColumn<HostPciFunction>[] = [
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
    width: 160,
    sortable: true,
    cell: (fn) => fn.className ?? fn.classCode ?? <UnknownValue />,
  },
  { id: 'name', header: 'Name', width: 250, cell: (fn) => fn.name ?? <UnknownValue /> },
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
    width: 150,
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

/** The two that tell of every function; what others said is a click further. */
const shortNames: Readonly<Partial<Record<ToolId, string>>> = { 'sysfs-pci': 'sysfs', lspci: 'lspci' }

/** @param tellers the tools that told the functions of this host */
export function buildPciColumns(
  slug: string,
  tellers: readonly ToolId[],
): readonly DataColumn<HostPciFunction>[] {
  return [
    ...told,
    {
      id: 'sources',
      header: 'Sources',
      width: 130,
      cell: (fn) => (
        <span className="text-xs">
          {tellers
            .filter((tool) => Object.hasOwn(shortNames, tool))
            .map((tool) => (
              <span key={tool} className="mr-2">
                <ToolLink slug={slug} tool={tool} find={writeDevice(tool, fn.address)}>
                  {shortNames[tool]}
                </ToolLink>
              </span>
            ))}
          <SourcesLink
            slug={slug}
            path={`pciFunctions[${fn.address}]`}
            isFact={false}
            label={`What every tool said of ${fn.address}`}
          />
        </span>
      ),
    },
  ]
}
