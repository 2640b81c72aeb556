'use client'

import { useMutation } from '@tanstack/react-query'
import { AssignPoolDialog } from '@/components/hosts/assign-pool-dialog'
import type { HostQuestion } from '@/components/hosts/host-actions'
import { describeGpuCount } from '@/components/hosts/host-words'
import { useRefreshHosts } from '@/components/hosts/use-refresh-hosts'
import { useTRPC } from '@/components/query/trpc'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { useToast } from '@/components/ui/toast'
import type { HostDto } from '@/server/contracts/host'

export type HostDialogProps = {
  readonly host: HostDto
  readonly question: HostQuestion
  readonly onClose: () => void
}

/** The plan of a write to one host, asked before it happens. */
export function HostDialog({ host, question, onClose }: HostDialogProps) {
  if (question === 'assignPool') return <AssignPoolDialog host={host} onClose={onClose} />
  if (question === 'retire') return <RetireDialog host={host} onClose={onClose} />
  return <DecideDialog host={host} decision={question} onClose={onClose} />
}

type DecideDialogProps = {
  readonly host: HostDto
  readonly decision: 'approve' | 'refuse'
  readonly onClose: () => void
}

function DecideDialog({ host, decision, onClose }: DecideDialogProps) {
  const trpc = useTRPC()
  const refresh = useRefreshHosts()
  const showToast = useToast()
  const approve = useMutation(trpc.hosts.approve.mutationOptions({ onSettled: refresh }))
  const refuse = useMutation(trpc.hosts.refuse.mutationOptions({ onSettled: refresh }))
  const isApproval = decision === 'approve'
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={isApproval ? `Approve ${host.slug}?` : `Refuse ${host.slug}?`}
      description={
        isApproval
          ? 'From then on, what its collector sends is taken in.'
          : 'Its token ends at once; the machine may be enrolled again later.'
      }
      plan={[
        {
          label: 'State',
          before: 'waits for approval',
          after: isApproval ? 'enrolled' : 'retired, token revoked',
        },
        { label: 'Product UUID', before: host.productUuid ?? 'unknown', after: 'unchanged' },
      ]}
      confirmLabel={isApproval ? 'Approve host' : 'Refuse host'}
      danger={!isApproval}
      reason="optional"
      onConfirm={async ({ reason }) => {
        const input = { hostId: host.id, ...(reason === null ? {} : { reason }) }
        await (isApproval ? approve : refuse).mutateAsync(input)
        showToast({ tone: 'ok', title: `${host.slug} was ${isApproval ? 'approved' : 'refused'}` })
      }}
    />
  )
}

function RetireDialog({ host, onClose }: { readonly host: HostDto; readonly onClose: () => void }) {
  const trpc = useTRPC()
  const refresh = useRefreshHosts()
  const showToast = useToast()
  const retire = useMutation(trpc.hosts.retire.mutationOptions({ onSettled: refresh }))
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Retire ${host.slug}?`}
      description="It leaves the estate. Facts and history stay; the same machine may be enrolled again."
      plan={[
        {
          label: 'State',
          before: host.state === 'pendingApproval' ? 'waits for approval' : 'enrolled',
          after: 'retired',
        },
        { label: 'GPUs in the estate', before: describeGpuCount(host.gpuCount), after: 'counted no more' },
        { label: 'Collector token', before: 'live', after: 'revoked' },
        { label: 'Open findings', before: host.openFindingCount, after: 'closed' },
      ]}
      confirmLabel="Retire host"
      danger
      reason="required"
      typedConfirmation={host.slug}
      onConfirm={async ({ reason }) => {
        await retire.mutateAsync({ hostId: host.id, revision: host.revision, reason: reason ?? '' })
        showToast({ tone: 'ok', title: `${host.slug} was retired` })
      }}
    />
  )
}
