'use client'

import { useQueryClient } from '@tanstack/react-query'
import { FormError } from '@/components/form/form-error'
import { useContractForm } from '@/components/form/use-contract-form'
import { useTRPC, useTRPCClient } from '@/components/query/trpc'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { createTenantInput } from '@/server/contracts/tenant'
import { NameAndSlug } from './name-and-slug'

const formId = 'create-tenant'

export function TenantDialog({ onClose }: { readonly onClose: () => void }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queryClient = useQueryClient()
  const form = useContractForm({
    schema: createTenantInput,
    initial: { name: '', slug: '' },
    refusalFields: { slugTaken: 'slug' },
    submit: async (input) => {
      await client.tenants.create.mutate(input)
      await queryClient.invalidateQueries(trpc.tenants.pathFilter())
      onClose()
    },
  })
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Create a tenant"
      description="A team that asks for GPUs. Its people see it and nothing of the others."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" pending={form.pending}>
            Create the tenant
          </Button>
        </>
      }
    >
      <form id={formId} noValidate className="flex flex-col gap-4" onSubmit={form.handleSubmit}>
        <NameAndSlug
          name={form.field('name')}
          slug={form.field('slug')}
          onSlug={(slug) => form.set('slug', slug)}
        />
        <FormError message={form.formError} />
      </form>
    </Dialog>
  )
}
