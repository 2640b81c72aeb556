'use client'

import { useQueryClient } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { FormError } from '@/components/form/form-error'
import { useContractForm } from '@/components/form/use-contract-form'
import { type RouterOutputs, useTRPC, useTRPCClient } from '@/components/query/trpc'
import { Button, IconButton } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { TextField } from '@/components/ui/text-field'
import { inviteUserInput } from '@/server/contracts/user'
import { firstDraft, type GrantDraft, toRoleAndScope } from './grant-draft'
import { GrantFields } from './grant-fields'
import { InvitationLink } from './invitation-link'

const formId = 'invite-user'
const grantsMax = 20

export type InviteDialogProps = { readonly onClose: () => void }

/** Mounted only while open: a link that was shown is gone with it. */
export function InviteDialog({ onClose }: InviteDialogProps) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queryClient = useQueryClient()
  const [invited, setInvited] = useState<(RouterOutputs['users']['invite'] & { email: string }) | null>(null)
  const form = useContractForm({
    schema: inviteUserInput,
    initial: { email: '', name: '', grants: [firstDraft] as readonly GrantDraft[] },
    toInput: (values) => ({ ...values, grants: values.grants.map(toRoleAndScope) }),
    refusalFields: { emailTaken: 'email', scopeUnknown: 'grants' },
    submit: async (input) => {
      const made = await client.users.invite.mutate(input)
      setInvited({ ...made, email: input.email })
      void queryClient.invalidateQueries(trpc.users.pathFilter())
    },
  })
  const { grants } = form.values

  if (invited !== null) {
    return (
      <Dialog
        open
        onOpenChange={onClose}
        title={`${invited.email} is invited`}
        footer={<Button onClick={onClose}>Done</Button>}
      >
        <InvitationLink link={invited.link} expiresAt={invited.expiresAt} />
      </Dialog>
    )
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Invite a user"
      description="Makes an account and a link with which its owner sets the password. Berth sends no mail itself."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" pending={form.pending}>
            Make the invitation
          </Button>
        </>
      }
    >
      <form id={formId} noValidate className="flex flex-col gap-4" onSubmit={form.handleSubmit}>
        <TextField {...form.field('name')} label="Name" required />
        <TextField {...form.field('email')} label="E-mail" type="email" required />
        <fieldset className="flex flex-col gap-3">
          <legend className="mb-1 text-sm font-medium">Roles</legend>
          {grants.length === 0 && (
            <p className="text-sm text-ink-muted">Without a role they can sign in and see nothing.</p>
          )}
          {grants.map((draft, index) => (
            // A draft has no identity but its place.
            // oxlint-disable-next-line react/no-array-index-key
            <div key={index} className="flex items-start gap-2">
              <div className="grow">
                <GrantFields
                  draft={draft}
                  position={index + 1}
                  error={index === grants.length - 1 ? form.errors['grants'] : undefined}
                  onChange={(next) => form.set('grants', grants.with(index, next))}
                />
              </div>
              <IconButton
                label={`Leave out role ${index + 1}`}
                icon={<X aria-hidden />}
                className="mt-6"
                onClick={() => form.set('grants', grants.toSpliced(index, 1))}
              />
            </div>
          ))}
          <Button
            size="small"
            className="self-start"
            icon={<Plus aria-hidden className="size-3.5" />}
            disabled={grants.length >= grantsMax}
            onClick={() => form.set('grants', [...grants, firstDraft])}
          >
            Add another role
          </Button>
        </fieldset>
        <FormError message={form.formError} />
      </form>
    </Dialog>
  )
}
