'use client'

import { useQuery } from '@tanstack/react-query'
import { countOf } from '@/components/hosts/host-words'
import { HostListActions, HostsTable } from '@/components/hosts/hosts-table'
import { useTRPC } from '@/components/query/trpc'
import { useMay } from '@/components/query/viewer-provider'
import { PageHeader } from '@/components/ui/page-header'
import type { OverviewDto } from '@/server/contracts/overview'

export function HostsScreen() {
  const trpc = useTRPC()
  const may = useMay()
  const overview = useQuery(trpc.overview.get.queryOptions(undefined, { enabled: may('estate:read') }))
  return (
    <>
      <PageHeader
        title="Hosts"
        sentence={overview.data === undefined ? '' : describeHosts(overview.data)}
        actions={<HostListActions />}
      />
      <HostsTable />
    </>
  )
}

function describeHosts(overview: OverviewDto): string {
  const { hostCount, freshHostCount, silentHostCount, pendingHostCount } = overview
  const never = hostCount - freshHostCount - silentHostCount
  const parts = [`${countOf(hostCount, 'host')}: ${freshHostCount} fresh, ${silentHostCount} silent`]
  if (never > 0) parts.push(`${never} of which nothing was received yet`)
  const waiting =
    pendingHostCount === 0
      ? ''
      : ` ${pendingHostCount === 1 ? '1 more waits' : `${pendingHostCount} more wait`} for approval.`
  return `${parts.join(', ')}.${waiting}`
}
