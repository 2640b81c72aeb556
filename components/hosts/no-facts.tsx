'use client'

import { useMay } from '@/components/query/viewer-provider'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import type { HostDto } from '@/server/contracts/host'

/** A host of which nothing was taken in yet, with the way to change that. */
export function NoFacts({ host }: { readonly host: HostDto }) {
  const may = useMay()
  const target = { poolId: host.pool?.id ?? null }
  if (host.state === 'pendingApproval') {
    return (
      <EmptyState
        title="No facts yet"
        next="This host waits for approval. Once it is approved, its collector sends again by itself."
      />
    )
  }
  return (
    <EmptyState
      title="No facts yet"
      next="Its collector has not reported. Check the timer berth-collect.timer on the host, or bring the raw outputs by hand."
      actions={
        <>
          {may('host:enrol', target) && (
            <ButtonLink href={`/settings/enrolment?host=${host.slug}`}>Enrol again</ButtonLink>
          )}
          {may('host:upload', target) && (
            <ButtonLink href={`/hosts/upload?host=${host.slug}`}>Upload outputs</ButtonLink>
          )}
        </>
      }
    />
  )
}
