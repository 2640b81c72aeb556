'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { readRefusal } from '@/components/form/read-refusal'
import { useTRPC, useTRPCClient } from '@/components/query/trpc'
import { useMay } from '@/components/query/viewer-provider'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { IdLink } from '@/components/ui/id-link'
import { RelativeTime } from '@/components/ui/relative-time'
import { useToast } from '@/components/ui/toast'
import type { HostRowDto } from '@/server/contracts/host'
import { confirming } from './confirming'

export function PendingHostRow({ host }: { readonly host: HostRowDto }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queryClient = useQueryClient()
  const showToast = useToast()
  const mayDecide = useMay()('host:enrol', { poolId: host.pool?.id ?? null })
  const [isApproving, setApproving] = useState(false)
  const [isRefusing, setRefusing] = useState(false)
  const refresh = () => queryClient.invalidateQueries(trpc.hosts.pathFilter())

  async function approve() {
    setApproving(true)
    try {
      await client.hosts.approve.mutate({ hostId: host.id })
      await refresh()
      showToast({ tone: 'ok', title: `${host.slug} is approved`, description: 'Its next report is taken.' })
    } catch (error) {
      showToast({
        tone: 'bad',
        title: `${host.slug} was not approved`,
        description: readRefusal(error).message,
      })
      setApproving(false)
    }
  }

  return (
    <li className="flex items-center gap-3 border-b px-3 py-1.5 last:border-b-0">
      <div className="min-w-0 grow">
        <IdLink id={host.slug} href={`/hosts/${host.slug}`} />
        <p className="truncate text-xs text-ink-muted">
          calls itself {host.hostname} · enrolled <RelativeTime at={host.enrolledAt} />
        </p>
      </div>
      {mayDecide && (
        <>
          <Button
            size="small"
            aria-label={`Approve ${host.slug}`}
            pending={isApproving}
            onClick={() => void approve()}
          >
            Approve
          </Button>
          <Button
            size="small"
            variant="danger"
            aria-label={`Refuse ${host.slug}`}
            disabled={isApproving}
            onClick={() => setRefusing(true)}
          >
            Refuse
          </Button>
        </>
      )}
      <ConfirmDialog
        open={isRefusing}
        onOpenChange={setRefusing}
        title={`Refuse ${host.slug}?`}
        description="Its token is revoked and it is retired: what it sends is turned away. It can be enrolled again with a new line."
        confirmLabel="Refuse the host"
        danger
        reason="optional"
        onConfirm={({ reason }) =>
          confirming(async () => {
            await client.hosts.refuse.mutate({ hostId: host.id, reason: reason ?? undefined })
            await refresh()
          })
        }
      />
    </li>
  )
}
