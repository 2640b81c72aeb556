'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { FormError } from '@/components/form/form-error'
import { useContractForm } from '@/components/form/use-contract-form'
import { type RouterOutputs, useTRPC, useTRPCClient } from '@/components/query/trpc'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { RelativeTime } from '@/components/ui/relative-time'
import { Select } from '@/components/ui/select'
import { TextField } from '@/components/ui/text-field'
import { createApiKeyInput } from '@/server/contracts/token'
import type { KeyScope } from './permission-words'
import { ScopeChoice } from './scope-choice'
import { SecretOnce } from './secret-once'

const formId = 'create-api-key'
const lifetimes = [7, 30, 90, 180, 366].map((days) => ({ value: String(days), label: `${days} days` }))

export type ApiKeyDialogProps = { readonly onClose: () => void }

/** Mounted only while open: a key that was shown is gone with it. */
export function ApiKeyDialog({ onClose }: ApiKeyDialogProps) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queryClient = useQueryClient()
  const [made, setMade] = useState<RouterOutputs['tokens']['createApiKey'] | null>(null)
  const form = useContractForm({
    schema: createApiKeyInput,
    initial: { label: '', scopes: [] as readonly KeyScope[], expiresInDays: '90' },
    toInput: (values) => ({ ...values, expiresInDays: Number(values.expiresInDays) }),
    refusalFields: { scopeBeyondOwn: 'scopes' },
    submit: async (input) => {
      setMade(await client.tokens.createApiKey.mutate(input))
      void queryClient.invalidateQueries(trpc.tokens.pathFilter())
    },
  })

  if (made !== null) {
    return (
      <Dialog
        open
        onOpenChange={onClose}
        title="The API key is made"
        footer={<Button onClick={onClose}>Done</Button>}
      >
        <SecretOnce secret={made.secret} label="API key" />
        <p className="text-sm text-ink-muted">
          Send it as <code className="font-mono text-xs">Authorization: Bearer …</code>. It ends{' '}
          <RelativeTime at={made.expiresAt} none="when it is revoked" />.
        </p>
      </Dialog>
    )
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Create an API key"
      description="It acts as you, within the scopes chosen here and never beyond what you may do yourself."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" pending={form.pending}>
            Create the key
          </Button>
        </>
      }
    >
      <form id={formId} noValidate className="flex flex-col gap-4" onSubmit={form.handleSubmit}>
        <TextField
          {...form.field('label')}
          label="Name"
          required
          hint="What will use it, so that it can be told apart later."
        />
        <ScopeChoice
          chosen={form.values.scopes}
          error={form.errors['scopes']}
          onChange={(scopes) => form.set('scopes', scopes)}
        />
        <Select {...form.field('expiresInDays')} label="Ends after" options={lifetimes} />
        <FormError message={form.formError} />
      </form>
    </Dialog>
  )
}
