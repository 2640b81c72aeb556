'use client'

import { useQuery } from '@tanstack/react-query'
import { describeSender } from '@/components/hosts/bundle-words'
import { toDiffEntries } from '@/components/hosts/fact-change-text'
import { useHost } from '@/components/hosts/host-provider'
import { countOf } from '@/components/hosts/host-words'
import { isNotFound } from '@/components/query/query-error'
import { QueryFailure } from '@/components/query/query-states'
import { useTRPC } from '@/components/query/trpc'
import { Banner } from '@/components/ui/banner'
import { ButtonLink } from '@/components/ui/button'
import { DiffView } from '@/components/ui/diff-view'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { RelativeTime } from '@/components/ui/relative-time'
import { Select } from '@/components/ui/select'
import { LoadingState } from '@/components/ui/skeleton'
import { useOpen } from '@/components/ui/use-open'
import type { BundleDto } from '@/server/contracts/host'

export type BundleDiffProps = {
  /** Ids of deliveries; without them the newest two. */
  readonly before: string | null
  readonly after: string | null
}

export function BundleDiff(chosen: BundleDiffProps) {
  const host = useHost()
  const trpc = useTRPC()
  const goTo = useOpen()
  const list = useQuery(trpc.hosts.bundles.queryOptions({ hostId: host.id, limit: 100 }))
  const before = chosen.before ?? list.data?.items[1]?.id ?? null
  const after = chosen.after ?? list.data?.items[0]?.id ?? null
  const diff = useQuery(
    trpc.hosts.diff.queryOptions(
      { hostId: host.id, beforeId: before ?? '', afterId: after ?? '' },
      { enabled: before !== null && after !== null },
    ),
  )
  const historyHref = `/hosts/${host.slug}/history`
  const toHistory = (
    <ButtonLink href={historyHref} size="small">
      All deliveries
    </ButtonLink>
  )
  const failure = list.error ?? diff.error
  if (failure !== null && diff.data === undefined) {
    if (isNotFound(failure)) {
      return (
        <EmptyState
          title="One of these deliveries is not there"
          next="It may have been pruned, or it belongs to another host. Choose two others."
          actions={toHistory}
        />
      )
    }
    return (
      <QueryFailure
        title="The deliveries could not be compared"
        error={failure}
        onRetry={() => void Promise.all([list.refetch(), diff.refetch()])}
        permission="host:read"
        actions={toHistory}
      />
    )
  }
  if (list.data !== undefined && (before === null || after === null)) {
    return (
      <EmptyState
        title="Nothing to compare yet"
        next="A comparison needs two deliveries; this host has sent fewer."
        actions={toHistory}
      />
    )
  }
  const open = (side: 'before' | 'after', id: string) => {
    const next = { before, after, [side]: id }
    goTo(`${historyHref}/diff?before=${next.before}&after=${next.after}`)
  }
  return (
    <>
      <div className="flex flex-wrap items-end gap-3">
        {(['before', 'after'] as const).map((side) => (
          <BundleSelect
            key={side}
            label={side === 'before' ? 'Before' : 'After'}
            bundles={withShown(list.data?.items ?? [], diff.data?.[side])}
            chosen={side === 'before' ? before : after}
            onChoose={(id) => open(side, id)}
          />
        ))}
        {toHistory}
      </div>
      {diff.data === undefined ? (
        <LoadingState label="Comparing" lines={8} />
      ) : (
        <Panel
          title={describeCount(diff.data.changes.length)}
          note={
            <>
              between <RelativeTime at={diff.data.before.receivedAt} /> and{' '}
              <RelativeTime at={diff.data.after.receivedAt} />, readings that move by themselves left out
            </>
          }
          flush
        >
          {diff.data.truncated && (
            <Banner tone="warn">
              There are more differences; these are the first {diff.data.changes.length}.
            </Banner>
          )}
          {diff.data.changes.length === 0 ? (
            <EmptyState
              title="The facts are the same"
              next="Both deliveries describe the same hardware and software."
              compact
            />
          ) : (
            <DiffView
              label={`Facts of ${host.slug} that changed`}
              entries={toDiffEntries(diff.data.changes)}
            />
          )}
        </Panel>
      )}
    </>
  )
}

function describeCount(count: number): string {
  return count === 0 ? 'No facts changed' : `${countOf(count, 'fact')} changed`
}

/** The list holds the newest hundred; a delivery that is shown is a choice even when it is older. */
function withShown(bundles: readonly BundleDto[], shown: BundleDto | undefined): readonly BundleDto[] {
  return shown === undefined || bundles.some(({ id }) => id === shown.id) ? bundles : [...bundles, shown]
}

type BundleSelectProps = {
  readonly label: string
  readonly bundles: readonly BundleDto[]
  readonly chosen: string | null
  readonly onChoose: (id: string) => void
}

function BundleSelect({ label, bundles, chosen, onChoose }: BundleSelectProps) {
  return (
    <Select
      label={label}
      className="w-80 max-w-full"
      value={bundles.some(({ id }) => id === chosen) ? (chosen ?? '') : ''}
      placeholder={bundles.length === 0 ? 'Loading' : undefined}
      onChange={(event) => onChoose(event.target.value)}
      options={bundles.map((bundle) => ({
        value: bundle.id,
        label: `${bundle.receivedAt.toISOString().slice(0, 19).replace('T', ' ')} UTC · ${describeSender(bundle)} · ${bundle.changedFactCount} changed`,
      }))}
    />
  )
}
