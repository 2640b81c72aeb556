'use client'

import { useQuery } from '@tanstack/react-query'
import { LoaderCircle } from 'lucide-react'
import type { ReactNode } from 'react'
import { QueryFailure } from '@/components/query/query-states'
import { useTRPC } from '@/components/query/trpc'
import { useMay } from '@/components/query/viewer-provider'
import { Banner } from '@/components/ui/banner'
import { ButtonLink } from '@/components/ui/button'
import { countUses, readEnrolmentProgress } from './enrolment-progress'
import type { MadeEnrolment } from './made-enrolment'

const newestHosts = 25
const newestTokens = 100

/** What became of the line so far. The event stream says when to look again; nothing is polled. */
export function EnrolmentWatch({ made }: { readonly made: MadeEnrolment }) {
  const trpc = useTRPC()
  const mayReadTokens = useMay()('token:read')
  const tokens = useQuery(
    trpc.tokens.list.queryOptions({ kind: 'enrolment', limit: newestTokens }, { enabled: mayReadTokens }),
  )
  const hosts = useQuery(
    trpc.hosts.list.queryOptions({ sort: 'enrolledAt', order: 'desc', limit: newestHosts }),
  )
  if (hosts.isError && hosts.data === undefined) {
    return (
      <QueryFailure
        compact
        title="It cannot be told whether the host has reported"
        error={hosts.error}
        permission="host:read"
        onRetry={() => void hosts.refetch()}
      />
    )
  }
  const token = tokens.data?.items.find(({ id }) => id === made.tokenId)
  if (token === undefined) return <Waiting>Waiting for the host to report…</Waiting>
  if (made.maxHosts !== null) {
    const used = countUses(made.maxHosts, token) ?? 0
    if (used === 0) return <Waiting>Waiting for the first host to report…</Waiting>
    return (
      <Banner tone="info">
        {used} of at most {made.maxHosts} hosts used the line. New ones wait for approval on this page.
      </Banner>
    )
  }
  const progress = readEnrolmentProgress(token, hosts.data?.items ?? [])
  if (progress.kind === 'waiting') return <Waiting>Waiting for the host to report…</Waiting>
  if (progress.kind === 'ended') {
    return <Banner tone="warn">The line was not used and has {progress.state}. Make another one.</Banner>
  }
  if (progress.host === null) {
    return (
      <Banner
        tone="ok"
        actions={
          <ButtonLink size="small" href="/hosts">
            All hosts
          </ButtonLink>
        }
      >
        A host used the line and is enrolled.
      </Banner>
    )
  }
  const { slug } = progress.host
  if (progress.kind === 'enrolled') return <Waiting>{slug} is enrolled; waiting for its first facts…</Waiting>
  return (
    <Banner
      tone="ok"
      actions={
        <ButtonLink size="small" href={`/hosts/${slug}`}>
          Open {slug}
        </ButtonLink>
      }
    >
      {slug} is enrolled and has reported.
    </Banner>
  )
}

function Waiting({ children }: { readonly children: ReactNode }) {
  return (
    <output className="flex min-h-9 items-center gap-2 rounded-md border px-3 text-sm text-ink-muted">
      <LoaderCircle aria-hidden className="size-4 animate-spin" />
      {children}
    </output>
  )
}
