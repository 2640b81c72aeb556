'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useRefreshHosts } from '@/components/hosts/use-refresh-hosts'
import { isConflict } from '@/components/query/query-error'
import { useTRPC } from '@/components/query/trpc'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Select } from '@/components/ui/select'
import { useToast } from '@/components/ui/toast'
import type { HostDto } from '@/server/contracts/host'

const noPool = 'none'

export function AssignPoolDialog({
  host,
  onClose,
}: {
  readonly host: HostDto
  readonly onClose: () => void
}) {
  const trpc = useTRPC()
  const refresh = useRefreshHosts()
  const showToast = useToast()
  const pools = useQuery(trpc.pools.list.queryOptions())
  const assign = useMutation(trpc.hosts.assignPool.mutationOptions({ onSettled: refresh }))
  const [chosen, setChosen] = useState(host.pool?.id ?? noPool)
  const target = pools.data?.find((pool) => pool.id === chosen)
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Assign ${host.slug} to a pool`}
      description="A pool decides who may see and use the host, and how its GPUs are placed."
      plan={[
        {
          label: 'Pool',
          before: host.pool?.slug ?? null,
          after: target === undefined ? null : `${target.slug} (${target.class}, ${target.mode})`,
        },
      ]}
      confirmLabel="Assign pool"
      onConfirm={async () => {
        if (pools.data === undefined) throw new Error('The pools are not loaded yet; try again.')
        try {
          await assign.mutateAsync({
            hostId: host.id,
            revision: host.revision,
            poolId: target?.id ?? null,
          })
        } catch (error) {
          // What is shown is fetched again meanwhile, so a second press decides on the new state.
          if (isConflict(error)) {
            throw new Error(
              'Somebody changed this host meanwhile. The plan above now shows its present pool: look again, then decide.',
              { cause: error },
            )
          }
          throw error
        }
        showToast({
          tone: 'ok',
          title:
            target === undefined ? `${host.slug} is in no pool now` : `${host.slug} is in ${target.slug} now`,
        })
      }}
    >
      <Select
        label="Pool"
        value={chosen}
        onChange={(event) => setChosen(event.target.value)}
        hint={
          pools.isError
            ? 'The pools could not be loaded.'
            : pools.data?.length === 0
              ? 'There are no pools yet; an administrator makes them in Settings.'
              : undefined
        }
        options={[
          { value: noPool, label: 'No pool' },
          ...(pools.data ?? []).map((pool) => ({
            value: pool.id,
            label: `${pool.slug} · ${pool.class} · ${pool.mode}`,
          })),
        ]}
      />
    </ConfirmDialog>
  )
}
