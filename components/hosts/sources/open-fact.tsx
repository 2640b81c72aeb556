'use client'

import { useQuery } from '@tanstack/react-query'
import { useHost } from '@/components/hosts/host-provider'
import { QueryFailure } from '@/components/query/query-states'
import { useTRPC } from '@/components/query/trpc'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { LoadingState } from '@/components/ui/skeleton'
import type { HostFactDto } from '@/server/contracts/host-fact'
import { ClaimTable } from './claim-table'
import { readPath } from './fact-path'
import { PathText } from './path-text'

export type OpenFactProps = {
  readonly path: string
  /** Null where the list has not loaded it; it is then asked for. */
  readonly loaded: HostFactDto | null
  readonly names: ReadonlyMap<string, string>
  readonly onClose: () => void
}

/** One fact with every tool's word on it, side by side. */
export function OpenFact({ path, loaded, names, onClose }: OpenFactProps) {
  const host = useHost()
  const trpc = useTRPC()
  const query = useQuery(
    trpc.hosts.facts.queryOptions(
      // The contract bounds what is searched for; the path itself is then found among the answers.
      { slug: host.slug, search: path.slice(0, 200), limit: 100 },
      { enabled: loaded === null },
    ),
  )
  const fact = loaded ?? query.data?.items.find((item) => item.path === path) ?? null
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="wide"
      title={<PathText steps={readPath(path, names)} />}
      description={<span className="font-mono text-xs break-all">{path}</span>}
      footer={<Button onClick={onClose}>Back to the facts</Button>}
    >
      {fact !== null ? (
        <ClaimTable fact={fact} host={host} />
      ) : query.error !== null ? (
        <QueryFailure
          title="The fact could not be loaded"
          error={query.error}
          onRetry={() => void query.refetch()}
          permission="host:read"
          compact
        />
      ) : query.data !== undefined ? (
        <p className="text-sm text-ink-muted">
          This host has no such fact now. What it is about may have gone since the link was made.
        </p>
      ) : (
        <LoadingState label="Loading the fact" lines={4} />
      )}
    </Dialog>
  )
}
