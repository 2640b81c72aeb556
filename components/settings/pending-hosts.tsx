'use client'

import { useQuery } from '@tanstack/react-query'
import { QueryFailure } from '@/components/query/query-states'
import { useTRPC } from '@/components/query/trpc'
import { AppLink } from '@/components/ui/app-link'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { LoadingState } from '@/components/ui/skeleton'
import { PendingHostRow } from './pending-host-row'

const shownMax = 100

/** Hosts that used a line for many: nothing that they send is taken before somebody has looked. */
export function PendingHosts() {
  const trpc = useTRPC()
  const { data, error, refetch } = useQuery(
    trpc.hosts.list.queryOptions({
      state: 'pendingApproval',
      sort: 'enrolledAt',
      order: 'desc',
      limit: shownMax,
    }),
  )
  const count = data === undefined ? undefined : (data.totalCount ?? data.items.length)
  return (
    <Panel title="Waiting for approval" note={count === undefined ? undefined : String(count)} flush>
      {data === undefined ? (
        error === null ? (
          <LoadingState label="Loading the hosts that wait" lines={3} />
        ) : (
          <QueryFailure
            compact
            title="The hosts that wait could not be loaded"
            error={error}
            permission="host:read"
            onRetry={() => void refetch()}
          />
        )
      ) : data.items.length === 0 ? (
        <EmptyState
          compact
          title="No host waits"
          next="Hosts that enrol with a line for many appear here, and send nothing in before you approve them."
        />
      ) : (
        <>
          <ul aria-label="Hosts waiting for approval">
            {data.items.map((host) => (
              <PendingHostRow key={host.id} host={host} />
            ))}
          </ul>
          {data.nextCursor !== null && (
            <p className="px-3 py-2 text-sm">
              <AppLink href="/hosts?state=pendingApproval">All hosts that wait</AppLink>
            </p>
          )}
        </>
      )}
    </Panel>
  )
}
