'use client'

import { useQuery } from '@tanstack/react-query'
import {
  AttentionPanel,
  FreshnessPanel,
  ModelsPanel,
  PendingPanel,
  PoolsPanel,
} from '@/components/overview/overview-panels'
import { describeEstate } from '@/components/overview/overview-words'
import { TenantStart } from '@/components/overview/tenant-start'
import { QueryFailure } from '@/components/query/query-states'
import { useTRPC } from '@/components/query/trpc'
import { useMay } from '@/components/query/viewer-provider'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { PageHeader } from '@/components/ui/page-header'
import { LoadingState } from '@/components/ui/skeleton'
import { StaleBanner } from '@/components/ui/stale-banner'

/** The estate for those who may see it; for tenants, what is theirs. */
export function OverviewScreen() {
  return useMay()('estate:read') ? <EstateOverview /> : <TenantStart />
}

function EstateOverview() {
  const trpc = useTRPC()
  const query = useQuery(trpc.overview.get.queryOptions())
  const overview = query.data
  if (overview === undefined && query.error !== null) {
    return (
      <>
        <PageHeader title="Overview" />
        <QueryFailure
          title="The overview could not be loaded"
          error={query.error}
          onRetry={() => void query.refetch()}
          permission="estate:read"
        />
      </>
    )
  }
  const isEmpty = overview !== undefined && overview.hostCount === 0 && overview.pendingHostCount === 0
  return (
    <>
      <PageHeader title="Overview" sentence={overview === undefined ? '' : describeEstate(overview)} />
      {query.error !== null && (
        <StaleBanner since={query.dataUpdatedAt}>The overview could not be refreshed.</StaleBanner>
      )}
      {overview === undefined && <LoadingState label="Loading the overview" lines={10} />}
      {isEmpty && <EmptyEstate />}
      {overview !== undefined && !isEmpty && (
        <div className="grid items-start gap-4 xl:grid-cols-2">
          <div className="flex min-w-0 flex-col gap-4">
            <PendingPanel overview={overview} />
            <AttentionPanel overview={overview} />
          </div>
          <div className="flex min-w-0 flex-col gap-4">
            <FreshnessPanel overview={overview} />
            <PoolsPanel overview={overview} />
            <ModelsPanel overview={overview} />
          </div>
        </div>
      )}
    </>
  )
}

function EmptyEstate() {
  const may = useMay()
  const mayEnrol = may('host:enrol')
  return (
    <EmptyState
      title="This estate has no hosts yet"
      next={
        mayEnrol
          ? 'Enrol the first one: one line to paste on the host. Nothing is installed there; it reads the host with tools that are already present.'
          : 'Nobody has enrolled a host that you may see. An operator or an administrator can do it.'
      }
      actions={
        <>
          {mayEnrol && (
            <ButtonLink href="/settings/enrolment" variant="primary">
              Enrol your first host
            </ButtonLink>
          )}
          {may('host:upload') && mayEnrol && (
            <ButtonLink href="/hosts/upload">Upload raw outputs instead</ButtonLink>
          )}
        </>
      }
    />
  )
}
