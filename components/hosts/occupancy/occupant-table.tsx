import { MibBytes } from '@/components/hosts/numa-table'
import { PlainTable } from '@/components/hosts/plain-table'
import { AppLink } from '@/components/ui/app-link'
import { IdLink } from '@/components/ui/id-link'
import { RelativeTime } from '@/components/ui/relative-time'
import { StatusChip } from '@/components/ui/status-chip'
import { UnknownValue } from '@/components/ui/unknown-value'
import type { AllocationDto } from '@/server/contracts/allocation'
import { asMib } from '@/server/core/units/mib'
import { DeviceList } from './device-list'
import type { OccupancyGroup } from './occupancy-groups'
import { OriginChip } from './origin-chip'

export type OccupantTableProps = { readonly slug: string; readonly group: OccupancyGroup }

/** What of one kind runs here; CPUs and memory only where the kind has its own. */
export function OccupantTable({ slug, group }: OccupantTableProps) {
  const isMachine = group.kind === 'virtualMachine'
  return (
    <PlainTable
      label={group.title}
      columns={[
        { key: 'name', header: 'Name' },
        { key: 'origin', header: 'Origin' },
        { key: 'devices', header: 'Devices' },
        ...(isMachine
          ? [
              { key: 'vcpus', header: 'vCPUs', align: 'end' as const },
              { key: 'memory', header: 'Memory', align: 'end' as const },
              { key: 'pins', header: 'Pinned to CPUs' },
              { key: 'project', header: 'Project' },
            ]
          : []),
        { key: 'since', header: 'Since', align: 'end' },
        { key: 'seen', header: 'Last seen', align: 'end' },
      ]}
      rows={group.rows.map((row) => ({
        key: row.id,
        cells: [
          <Name key="name" row={row} />,
          <span key="origin" className="inline-flex gap-1">
            <OriginChip origin={row.origin} />
            {row.state !== 'bound' && (
              <StatusChip tone={row.state === 'quarantined' ? 'bad' : 'drained'}>{row.state}</StatusChip>
            )}
          </span>,
          <DeviceList key="devices" slug={slug} devices={row.devices} isTold={row.areDevicesTold} />,
          ...(isMachine
            ? [
                row.vcpus ?? <UnknownValue key="vcpus" />,
                <MibBytes key="memory" mib={row.memoryMib === null ? null : asMib(row.memoryMib)} />,
                <Pins key="pins" cpus={row.pinnedCpus} />,
                row.project ?? (
                  <span key="project" className="whitespace-nowrap text-ink-muted">
                    none told
                  </span>
                ),
              ]
            : []),
          <RelativeTime key="since" at={row.firstSeenAt} />,
          <RelativeTime key="seen" at={row.lastSeenAt} />,
        ],
      }))}
    />
  )
}

/** What people call it, then what its host calls it, then the page of the machine itself. */
function Name({ row: { name, title, machineUuid, guest } }: { readonly row: AllocationDto }) {
  return (
    <>
      {title ?? name ?? <UnknownValue word="name unknown" />}
      {title !== null && name !== null && title !== name && <span className="text-ink-muted"> {name}</span>}
      {(machineUuid !== null || guest !== null) && (
        <span className="flex flex-wrap gap-x-2 text-xs text-ink-muted">
          {machineUuid !== null && (
            <IdLink id={machineUuid} shown={`${machineUuid.slice(0, 8)}…`} className="text-xs" />
          )}
          {guest !== null && (
            <span>
              reports as <AppLink href={`/hosts/${guest.slug}`}>{guest.hostname}</AppLink>
            </span>
          )}
        </span>
      )}
    </>
  )
}

/** Null is told: its vCPUs may run anywhere. */
function Pins({ cpus }: { readonly cpus: string | null }) {
  if (cpus === null) return <span className="text-ink-muted">not bound</span>
  // Short ones stay in one piece; those of large machines are long.
  const wrap = cpus.length > 24 ? 'break-all' : 'whitespace-nowrap'
  return <span className={`font-mono text-xs ${wrap}`}>{cpus}</span>
}
