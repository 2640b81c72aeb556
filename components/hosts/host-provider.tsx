'use client'

import { useQuery } from '@tanstack/react-query'
import { notFound } from 'next/navigation'
import { createContext, type ReactNode, useContext } from 'react'
import { isNotFound } from '@/components/query/query-error'
import { QueryFailure } from '@/components/query/query-states'
import { useTRPC } from '@/components/query/trpc'
import { ButtonLink } from '@/components/ui/button'
import { PageHeader } from '@/components/ui/page-header'
import { LoadingState, Skeleton } from '@/components/ui/skeleton'
import { StaleBanner } from '@/components/ui/stale-banner'
import type { HostDto } from '@/server/contracts/host'

const HostContext = createContext<HostDto | null>(null)

/** The host of the page: inside, it is always there; before that its place is held, or it is not found. */
export function HostProvider({ slug, children }: { readonly slug: string; readonly children: ReactNode }) {
  const trpc = useTRPC()
  const query = useQuery(trpc.hosts.get.queryOptions({ slug }))
  if (isNotFound(query.error)) notFound()
  if (query.data === undefined) {
    if (query.error === null) return <HostSkeleton slug={slug} />
    return (
      <>
        <PageHeader title={slug} />
        <QueryFailure
          title={`${slug} could not be loaded`}
          error={query.error}
          onRetry={() => void query.refetch()}
          permission="host:read"
          actions={
            <ButtonLink href="/hosts" size="small">
              All hosts
            </ButtonLink>
          }
        />
      </>
    )
  }
  return (
    <HostContext value={query.data}>
      {query.error !== null && (
        <StaleBanner since={query.dataUpdatedAt}>{slug} could not be refreshed.</StaleBanner>
      )}
      {children}
    </HostContext>
  )
}

export function useHost(): HostDto {
  const host = useContext(HostContext)
  if (host === null) throw new Error('useHost is outside HostProvider')
  return host
}

function HostSkeleton({ slug }: { readonly slug: string }) {
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-2">
        <h1 className="truncate text-xl font-semibold">{slug}</h1>
        <Skeleton className="h-5 w-2/3" />
      </div>
      <Skeleton className="h-9 w-full" />
      <LoadingState label={`Loading ${slug}`} lines={10} />
    </div>
  )
}
