'use client'

import { FormError } from '@/components/form/form-error'
import { useContractForm } from '@/components/form/use-contract-form'
import { useTRPCClient } from '@/components/query/trpc'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { TextArea } from '@/components/ui/text-field'
import { grantRoleInput, type UserDto } from '@/server/contracts/user'
import { firstDraft, toRoleAndScope } from './grant-draft'
import { GrantFields } from './grant-fields'
import { useRefreshUsers } from './use-refresh-users'

const formId = 'add-role'

export type AddRoleDialogProps = { readonly user: UserDto; readonly onClose: () => void }

export function AddRoleDialog({ user, onClose }: AddRoleDialogProps) {
  const client = useTRPCClient()
  const refresh = useRefreshUsers()
  const form = useContractForm({
    schema: grantRoleInput,
    initial: { grant: firstDraft, reason: '' },
    toInput: ({ grant, reason }) => ({
      userId: user.id,
      grant: toRoleAndScope(grant),
      reason: reason.trim() === '' ? undefined : reason,
    }),
    refusalFields: { scopeUnknown: 'grant' },
    submit: async (input) => {
      await client.users.grantRole.mutate(input)
      await refresh()
      onClose()
    },
  })
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Add a role to ${user.name}`}
      description="It counts from their next click on."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" pending={form.pending}>
            Add the role
          </Button>
        </>
      }
    >
      <form id={formId} noValidate className="flex flex-col gap-4" onSubmit={form.handleSubmit}>
        <GrantFields
          draft={form.values.grant}
          error={form.errors['grant']}
          onChange={(draft) => form.set('grant', draft)}
        />
        <TextArea
          {...form.field('reason')}
          label="Reason"
          required={false}
          rows={2}
          hint="Kept in the audit log."
        />
        <FormError message={form.formError} />
      </form>
    </Dialog>
  )
}
