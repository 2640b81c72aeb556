'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { FindingCard } from '@/components/findings/finding-card'
import { useHost } from '@/components/hosts/host-provider'
import { QueryFailure } from '@/components/query/query-states'
import { useTRPC } from '@/components/query/trpc'
import { useMay } from '@/components/query/viewer-provider'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { LoadingState } from '@/components/ui/skeleton'
import type { FindingDto } from '@/server/contracts/finding'
import { isEventFinding } from '@/server/core/inventory/findings/finding-identity'

const ResolveDialog = dynamic(
  () => import('@/components/findings/resolve-dialog').then((file) => file.ResolveDialog),
  { ssr: false },
)

export function HostFindingsTab() {
  return (
    <>
      <FindingList state="open" title="Open" />
      <FindingList state="resolved" title="Resolved" />
    </>
  )
}

const pageSize = 25

function FindingList({ state, title }: { readonly state: FindingDto['state']; readonly title: string }) {
  const host = useHost()
  const trpc = useTRPC()
  const target = useSearchParams().get('finding')
  const mayResolve = useMay()('host:manage', { poolId: host.pool?.id ?? null })
  const [resolving, setResolving] = useState<FindingDto | null>(null)
  const query = useInfiniteQuery(
    trpc.findings.list.infiniteQueryOptions(
      { hostId: host.id, state: [state], sort: 'firstSeenAt', order: 'desc', limit: pageSize },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  )
  const findings = query.data?.pages.flatMap((page) => page.items) ?? []
  const count = query.data?.pages[0]?.totalCount ?? findings.length
  return (
    <Panel title={`${title} findings`} note={query.data === undefined ? undefined : String(count)} flush>
      {query.data === undefined && query.error === null && (
        <LoadingState label={`Loading ${title.toLowerCase()} findings`} lines={3} />
      )}
      {query.data === undefined && query.error !== null && (
        <QueryFailure
          title="The findings could not be loaded"
          error={query.error}
          onRetry={() => void query.refetch()}
          permission="finding:read"
          compact
        />
      )}
      {query.data !== undefined && findings.length === 0 && (
        <EmptyState title={`No ${title.toLowerCase()} findings`} next={emptyWords[state]} compact />
      )}
      <ul className="divide-y divide-line">
        {findings.map((finding) => (
          <li key={finding.id}>
            <FindingCard
              finding={finding}
              isTarget={finding.id === target}
              actions={
                mayResolve && finding.state === 'open' && isEventFinding(finding.code) ? (
                  <Button size="small" onClick={() => setResolving(finding)}>
                    Resolve
                  </Button>
                ) : undefined
              }
            />
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <div className="border-t p-2">
          <Button size="small" pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Load more
          </Button>
        </div>
      )}
      {resolving !== null && <ResolveDialog finding={resolving} onClose={() => setResolving(null)} />}
    </Panel>
  )
}

const emptyWords: Readonly<Record<FindingDto['state'], string>> = {
  open: 'Nothing that Berth can judge is wrong here. Tools that could not be read are listed under Facts.',
  resolved: 'Nothing was ever wrong here, as far as Berth was told.',
}
