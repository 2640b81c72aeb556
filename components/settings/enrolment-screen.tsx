'use client'

import { useQuery } from '@tanstack/react-query'
import { parseAsString, useQueryState } from 'nuqs'
import { useState } from 'react'
import { QueryFailure } from '@/components/query/query-states'
import { useTRPC } from '@/components/query/trpc'
import { useMay } from '@/components/query/viewer-provider'
import { ForbiddenState } from '@/components/ui/forbidden-state'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { LoadingState } from '@/components/ui/skeleton'
import { EnrolForm } from './enrol-form'
import { EnrolmentLines } from './enrolment-lines'
import { EnrolmentTokens } from './enrolment-tokens'
import type { MadeEnrolment } from './made-enrolment'
import { PendingHosts } from './pending-hosts'

export function EnrolmentScreen() {
  const trpc = useTRPC()
  const may = useMay()
  const [made, setMade] = useState<MadeEnrolment | null>(null)
  const anyHost = useQuery(trpc.hosts.list.queryOptions({ limit: 1 }))
  /** A host's page leads here with its name to renew its token. */
  const [renewSlug, setRenewSlug] = useQueryState('host', parseAsString)
  const renewed = useQuery(
    trpc.hosts.get.queryOptions({ slug: renewSlug ?? '' }, { enabled: renewSlug !== null }),
  )
  const isFirst = anyHost.data?.items.length === 0

  if (!may('host:enrol')) return <ForbiddenState permission="host:enrol" />
  return (
    <>
      <PageHeader
        title={isFirst ? 'Enrol your first host' : 'Enrol a host'}
        sentence="Nothing is installed: a small shell script calls the tools that are already there and sends what they say."
      />
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <Panel title={made === null ? 'A line for the host' : `A line for ${made.label}`}>
          {made !== null ? (
            <EnrolmentLines made={made} onAnother={() => setMade(null)} />
          ) : renewSlug === null ? (
            <EnrolForm onMade={setMade} renew={null} />
          ) : renewed.data ? (
            <EnrolForm
              key={renewed.data.id}
              onMade={setMade}
              renew={{ id: renewed.data.id, slug: renewed.data.slug, stop: () => void setRenewSlug(null) }}
            />
          ) : renewed.isError ? (
            <QueryFailure
              compact
              title={`${renewSlug} cannot be renewed`}
              error={renewed.error}
              permission="host:read"
              onRetry={() => void renewed.refetch()}
            />
          ) : (
            <LoadingState lines={4} />
          )}
        </Panel>
        <PendingHosts />
      </div>
      {may('token:read') && <EnrolmentTokens />}
    </>
  )
}
