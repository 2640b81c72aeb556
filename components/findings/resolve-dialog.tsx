'use client'

import { useMutation } from '@tanstack/react-query'
import { useRefreshHosts } from '@/components/hosts/use-refresh-hosts'
import { useTRPC } from '@/components/query/trpc'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { useToast } from '@/components/ui/toast'
import type { FindingDto } from '@/server/contracts/finding'

export type ResolveDialogProps = { readonly finding: FindingDto; readonly onClose: () => void }

/** Only what was noticed at one moment is closed by hand; what the facts say closes when they say otherwise. */
export function ResolveDialog({ finding, onClose }: ResolveDialogProps) {
  const trpc = useTRPC()
  const refresh = useRefreshHosts()
  const showToast = useToast()
  const resolve = useMutation(trpc.findings.resolve.mutationOptions({ onSettled: refresh }))
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title="Resolve this finding?"
      description={finding.sentence}
      plan={[{ label: 'Finding', before: 'open', after: 'resolved' }]}
      confirmLabel="Resolve finding"
      reason="required"
      onConfirm={async ({ reason }) => {
        await resolve.mutateAsync({ findingId: finding.id, reason: reason ?? '' })
        showToast({ tone: 'ok', title: 'The finding is resolved' })
      }}
    />
  )
}
