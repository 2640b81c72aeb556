import type { DataColumn } from '@/components/data-table/column'
import { GpuSummary, HostStateChip } from '@/components/hosts/host-chips'
import { machineWords } from '@/components/hosts/host-words'
import { AppLink } from '@/components/ui/app-link'
import { IdLink } from '@/components/ui/id-link'
import { RelativeTime } from '@/components/ui/relative-time'
import { UnknownValue } from '@/components/ui/unknown-value'
import type { HostRowDto } from '@/server/contracts/host'

export const hostColumns: readonly DataColumn<HostRowDto>[] = [
  {
    id: 'slug',
    header: 'Host',
    width: 150,
    sortable: true,
    hideable: false,
    cell: (host) => <IdLink id={host.slug} href={`/hosts/${host.slug}`} />,
  },
  { id: 'state', header: 'State', width: 120, cell: (host) => <HostStateChip host={host} /> },
  {
    id: 'pool',
    header: 'Pool',
    width: 110,
    cell: (host) => host.pool?.slug ?? <span className="text-ink-muted">none</span>,
  },
  {
    id: 'gpuCount',
    header: 'GPUs',
    width: 180,
    sortable: true,
    cell: (host) => <GpuSummary host={host} />,
  },
  { id: 'driver', header: 'Driver', width: 110, cell: tellDriver },
  { id: 'os', header: 'OS', width: 160, cell: (host) => tell(host.os) },
  { id: 'kernel', header: 'Kernel', width: 140, cell: (host) => tell(host.kernel) },
  {
    id: 'openFindingCount',
    header: 'Findings',
    width: 90,
    align: 'end',
    sortable: true,
    cell: (host) =>
      host.openFindingCount === 0 ? (
        <span className="text-ink-muted">0</span>
      ) : (
        <AppLink
          href={`/hosts/${host.slug}/findings`}
          aria-label={`${host.openFindingCount} open findings of ${host.slug}`}
        >
          {host.openFindingCount}
        </AppLink>
      ),
  },
  {
    id: 'lastSeenAt',
    header: 'Last heard',
    width: 100,
    align: 'end',
    sortable: true,
    cell: (host) => <RelativeTime at={host.lastSeenAt} none="never" />,
  },
  { id: 'hostname', header: 'Host name', width: 170, hiddenAtFirst: true, cell: (host) => host.hostname },
  {
    id: 'machineKind',
    header: 'Machine',
    width: 100,
    hiddenAtFirst: true,
    cell: (host) => tell(host.machineKind === 'unknown' ? null : machineWords[host.machineKind]),
  },
  {
    id: 'staleToolCount',
    header: 'Stale tools',
    width: 100,
    align: 'end',
    hiddenAtFirst: true,
    cell: (host) => host.staleToolCount,
  },
  {
    id: 'enrolledAt',
    header: 'Enrolled',
    width: 120,
    align: 'end',
    sortable: true,
    hiddenAtFirst: true,
    cell: (host) => <RelativeTime at={host.enrolledAt} />,
  },
]

/** A host without a driver has none: that is known, unlike a version that nobody told. */
function tellDriver({ driverVersion, driverFlavour }: HostRowDto) {
  if (driverVersion !== null) return driverVersion
  if (driverFlavour === 'none') return <span className="text-ink-muted">none</span>
  if (driverFlavour === 'vfioOnly') return <span className="text-ink-muted">vfio-pci</span>
  return <UnknownValue />
}

function tell(value: string | null) {
  return value ?? <UnknownValue />
}
