'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { describeSender, listUnread, summariseParts } from '@/components/hosts/bundle-words'
import { useHost } from '@/components/hosts/host-provider'
import { PlainTable } from '@/components/hosts/plain-table'
import { ToolLink } from '@/components/hosts/tool-link'
import { describePart, PartStatusChip } from '@/components/hosts/tool-status'
import { QueryFailure } from '@/components/query/query-states'
import { useTRPC } from '@/components/query/trpc'
import { Button, ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Bytes } from '@/components/ui/number-with-unit'
import { Panel } from '@/components/ui/panel'
import { RelativeTime } from '@/components/ui/relative-time'
import { LoadingState } from '@/components/ui/skeleton'
import type { BundleDto } from '@/server/contracts/host'

const pageSize = 50

/** Every delivery, newest first; any two can be compared. */
export function HistoryTab() {
  const host = useHost()
  const trpc = useTRPC()
  const query = useInfiniteQuery(
    trpc.hosts.bundles.infiniteQueryOptions(
      { hostId: host.id, limit: pageSize },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  )
  const [chosen, setChosen] = useState<{ readonly before?: string; readonly after?: string }>({})
  if (query.data === undefined) {
    if (query.error === null) return <LoadingState label="Loading the history" lines={8} />
    return (
      <QueryFailure
        title="The history could not be loaded"
        error={query.error}
        onRetry={() => void query.refetch()}
        permission="host:read"
      />
    )
  }
  const bundles = query.data.pages.flatMap((page) => page.items)
  if (bundles.length === 0) {
    return (
      <EmptyState
        title="Nothing was delivered yet"
        next="Each delivery of the collector, and each upload by hand, will be listed here and can be compared with any other."
      />
    )
  }
  const after = chosen.after ?? bundles[0]?.id
  const before = chosen.before ?? bundles[1]?.id
  const canCompare = before !== undefined && after !== undefined && before !== after
  return (
    <Panel
      title="Deliveries"
      note={query.hasNextPage ? `${bundles.length} loaded, older ones below` : String(bundles.length)}
      actions={
        canCompare ? (
          <ButtonLink
            size="small"
            variant="primary"
            href={`/hosts/${host.slug}/history/diff?before=${before}&after=${after}`}
          >
            Compare the two
          </ButtonLink>
        ) : (
          <span className="text-xs text-ink-muted">Choose two different deliveries to compare.</span>
        )
      }
      flush
    >
      <PlainTable
        label="Deliveries"
        columns={[
          { key: 'at', header: 'Received' },
          { key: 'before', header: 'Before' },
          { key: 'after', header: 'After' },
          { key: 'by', header: 'By' },
          { key: 'changed', header: 'Facts changed', align: 'end' },
          { key: 'parts', header: 'Tools' },
          { key: 'size', header: 'Size', align: 'end' },
          { key: 'clock', header: "Host's clock", align: 'end' },
        ]}
        rows={bundles.map((bundle) => ({
          key: bundle.id,
          cells: [
            <RelativeTime key="at" at={bundle.receivedAt} />,
            <Choice
              key="before"
              side="before"
              bundle={bundle}
              isChosen={bundle.id === before}
              onChoose={(id) => setChosen((now) => ({ ...now, before: id }))}
            />,
            <Choice
              key="after"
              side="after"
              bundle={bundle}
              isChosen={bundle.id === after}
              onChoose={(id) => setChosen((now) => ({ ...now, after: id }))}
            />,
            describeSender(bundle),
            bundle.changedFactCount,
            <Parts key="parts" bundle={bundle} slug={host.slug} />,
            <Bytes key="size" bytes={bundle.sizeBytes} />,
            <RelativeTime key="clock" at={bundle.hostClockAt} none="not told" />,
          ],
        }))}
      />
      {query.hasNextPage && (
        <div className="border-t p-2">
          <Button size="small" pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Load older deliveries
          </Button>
        </div>
      )}
    </Panel>
  )
}

type ChoiceProps = {
  readonly side: 'before' | 'after'
  readonly bundle: BundleDto
  readonly isChosen: boolean
  readonly onChoose: (id: string) => void
}

function Choice({ side, bundle, isChosen, onChoose }: ChoiceProps) {
  return (
    <input
      type="radio"
      name={`bundle-${side}`}
      value={bundle.id}
      checked={isChosen}
      onChange={() => onChoose(bundle.id)}
      aria-label={`${side === 'before' ? 'Before' : 'After'}: delivery of ${bundle.receivedAt.toISOString()}`}
      className="size-4 align-middle"
    />
  )
}

function Parts({ bundle, slug }: { readonly bundle: BundleDto; readonly slug: string }) {
  const parts = [...listUnread(bundle.parts), ...bundle.parts.filter((part) => part.status === 'ok')]
  if (parts.length === 0) return <>{summariseParts(bundle.parts)}</>
  return (
    <details>
      <summary>{summariseParts(bundle.parts)}</summary>
      <ul className="flex flex-col gap-1 py-1">
        {parts.map((part) => (
          <li key={part.tool} className="flex flex-wrap items-center gap-2">
            <span className="font-mono text-xs">
              <ToolLink
                slug={slug}
                tool={part.tool}
                bundleId={bundle.id}
                line={part.line}
                // Of a tool that is not on the host there is nothing to keep.
                isKept={part.status === 'ok' || part.status === 'refused'}
              />
            </span>
            <PartStatusChip status={part.status} />
            <span className="text-xs text-ink-muted">{describePart(part)}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
