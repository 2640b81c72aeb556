'use client'

import { explainUnknown } from '@/components/hosts/explain-unknown'
import { useHost } from '@/components/hosts/host-provider'
import { NoFacts } from '@/components/hosts/no-facts'
import { SectionSources } from '@/components/hosts/section-sources'
import { QueryFailure } from '@/components/query/query-states'
import { Banner } from '@/components/ui/banner'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { LoadingState } from '@/components/ui/skeleton'
import { StaleBanner } from '@/components/ui/stale-banner'
import { UnknownValue } from '@/components/ui/unknown-value'
import type { HostDto } from '@/server/contracts/host'
import { describeOccupancy, groupOccupancy, type OccupancyGroup } from './occupancy-groups'
import { OccupantTable } from './occupant-table'
import { useAllocations } from './use-allocations'

/** What already runs on the host, whoever started it. */
export function OccupancyTab() {
  const host = useHost()
  const query = useAllocations(host.id)
  if (host.facts === null && (query.data?.items.length ?? 0) === 0) return <NoFacts host={host} />
  if (query.data === undefined) {
    if (query.error === null) return <LoadingState label="Loading what runs here" lines={8} />
    return (
      <QueryFailure
        title="What runs here could not be loaded"
        error={query.error}
        onRetry={() => void query.refetch()}
        permission="host:read"
      />
    )
  }
  const groups = groupOccupancy(query.data.items, host.facts)
  return (
    <>
      {query.error !== null && (
        <StaleBanner since={query.dataUpdatedAt}>What runs here could not be refreshed.</StaleBanner>
      )}
      {host.machineKind === 'guest' && (
        <Banner tone="info">
          This host is a guest: what it holds of the hardware is told by the host below it, not here.
        </Banner>
      )}
      <p className="text-sm text-ink-muted">{describeOccupancy(groups, query.data.endedCount)}</p>
      {groups.every(({ state }) => state === 'none') ? (
        <EmptyState
          title="Nothing runs here"
          next="The tools looked for virtual machines, vGPUs and GPU processes and found none."
        />
      ) : (
        groups.map((group) => <GroupPanel key={group.kind} group={group} host={host} />)
      )}
    </>
  )
}

function GroupPanel({ group, host }: { readonly group: OccupancyGroup; readonly host: HostDto }) {
  const note =
    host.facts !== null && group.kind !== 'process' ? (
      <>
        {group.rows.length > 0 && `${group.rows.length} · `}
        <SectionSources slug={host.slug} facts={host.facts} tools={host.tools} section="occupants" />
      </>
    ) : undefined
  if (group.state === 'some') {
    return (
      <Panel title={group.title} note={note} flush>
        <OccupantTable slug={host.slug} group={group} />
      </Panel>
    )
  }
  return (
    <Panel title={group.title} note={note}>
      {group.state === 'none' ? (
        <p className="text-sm text-ink-muted">None: the tools looked.</p>
      ) : (
        <p className="text-sm">
          <UnknownValue /> Nobody told, which is not that there are none:{' '}
          {explainUnknown(host.tools, group.tellers)}
        </p>
      )}
    </Panel>
  )
}
