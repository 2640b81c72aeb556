'use client'

import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useHost } from '@/components/hosts/host-provider'
import { buildDownloadHref } from '@/components/hosts/raw/raw-address'
import { nameTool } from '@/components/hosts/tool-names'
import { describePart } from '@/components/hosts/tool-status'
import { isNotFound } from '@/components/query/query-error'
import { QueryFailure } from '@/components/query/query-states'
import { useTRPC } from '@/components/query/trpc'
import { Trail } from '@/components/shell/trail-provider'
import { AppLink } from '@/components/ui/app-link'
import { Banner } from '@/components/ui/banner'
import { ButtonLink, buttonClass } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { EmptyState } from '@/components/ui/empty-state'
import { Bytes } from '@/components/ui/number-with-unit'
import { Panel } from '@/components/ui/panel'
import { RelativeTime } from '@/components/ui/relative-time'
import { LoadingState } from '@/components/ui/skeleton'
import type { RawOutputDto } from '@/server/contracts/host-fact'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'

const RawView = dynamic(() => import('@/components/hosts/raw/raw-view').then((file) => file.RawView), {
  loading: () => <LoadingState label="Loading the output" lines={12} />,
})

export type RawScreenProps = {
  readonly tool: ToolId
  /** A delivery's part; null is the output that the present facts were read from. */
  readonly bundleId: string | null
  readonly line: number | null
}

/** What a tool of the host printed, letter by letter, with its search. */
export function RawScreen({ tool, bundleId, line }: RawScreenProps) {
  const host = useHost()
  const trpc = useTRPC()
  const place = { slug: host.slug, tool, ...(bundleId === null ? {} : { bundleId }) }
  const query = useQuery(trpc.hosts.raw.queryOptions(place))
  const base = `/hosts/${host.slug}`
  const name = nameTool(tool)
  return (
    <>
      <Trail
        items={[
          { label: 'Hosts', href: '/hosts' },
          { label: host.slug, href: base },
          bundleId === null
            ? { label: 'Sources', href: `${base}/sources` }
            : { label: 'History', href: `${base}/history` },
          { label: name, href: `${base}/raw/${tool}` },
        ]}
      />
      {query.data === undefined && query.error === null && (
        <LoadingState label={`Loading the output of ${name}`} lines={12} />
      )}
      {query.data === undefined && query.error !== null && (
        <RawFailure name={name} base={base} error={query.error} onRetry={() => void query.refetch()} />
      )}
      {query.data !== undefined && (
        <>
          {bundleId === null && <StaleOutput tool={tool} />}
          <Panel
            title={<span className="font-mono">{name}</span>}
            note={<Origin output={query.data} base={base} isOfBundle={bundleId !== null} />}
            actions={
              <>
                <CopyButton text={query.data.text} label="Copy the output" />
                {/* A file, not a page: the router must not prefetch or take it over. */}
                <a href={buildDownloadHref(place)} download className={buttonClass('secondary', 'small')}>
                  <Download aria-hidden className="size-3.5" />
                  Download
                </a>
              </>
            }
            flush
          >
            {query.data.text === '' ? (
              <EmptyState title="It printed nothing" next="The output is kept as it came: empty." compact />
            ) : (
              <RawView label={`Output of ${name}`} output={query.data} line={line} />
            )}
          </Panel>
        </>
      )}
    </>
  )
}

type OriginProps = {
  readonly output: RawOutputDto
  readonly base: string
  readonly isOfBundle: boolean
}

function Origin({ output, base, isOfBundle }: OriginProps) {
  return (
    <>
      on <span className="font-mono">{output.host.hostname}</span>,{' '}
      {isOfBundle ? (
        <>
          in the <AppLink href={`${base}/history`}>delivery</AppLink> of{' '}
        </>
      ) : (
        'received '
      )}
      <RelativeTime at={output.receivedAt} />, <Bytes bytes={output.sizeBytes} />
    </>
  )
}

/** The facts stand on an older output than the last: which one this is has to be said. */
function StaleOutput({ tool }: { readonly tool: ToolId }) {
  const host = useHost()
  const state = host.tools.find((candidate) => candidate.tool === tool)
  if (state === undefined || !state.stale) return null
  const why = describePart({ reason: state.lastReason, line: state.lastLine })
  return (
    <Banner tone="warn">
      The last run gave nothing that could be read{why === null ? '' : ` (${why})`}. This is the output before
      it, which the facts still stand on.
    </Banner>
  )
}

type RawFailureProps = {
  readonly name: string
  readonly base: string
  readonly error: unknown
  readonly onRetry: () => void
}

function RawFailure({ name, base, error, onRetry }: RawFailureProps) {
  const toSources = (
    <ButtonLink href={`${base}/sources`} size="small">
      All facts and their sources
    </ButtonLink>
  )
  if (isNotFound(error)) {
    return (
      <EmptyState
        title={`No output of ${name} is kept`}
        next="It was never delivered, it was not on the host, or the delivery was pruned."
        actions={toSources}
      />
    )
  }
  return (
    <QueryFailure
      title={`The output of ${name} could not be loaded`}
      error={error}
      onRetry={onRetry}
      permission="host:read"
      actions={toSources}
    />
  )
}
