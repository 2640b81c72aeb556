'use client'

import { useQueryClient } from '@tanstack/react-query'
import { FormError } from '@/components/form/form-error'
import { useContractForm } from '@/components/form/use-contract-form'
import { useTRPC, useTRPCClient } from '@/components/query/trpc'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Select } from '@/components/ui/select'
import { createPoolInput, POOL_CLASSES } from '@/server/contracts/pool'
import { NameAndSlug } from './name-and-slug'

const formId = 'create-pool'

const classWords: Readonly<Record<(typeof POOL_CLASSES)[number], string>> = {
  inference: 'Inference: latency first',
  training: 'Training: whole hosts and gangs',
  interactive: 'Interactive: notebooks and desktops',
  regulated: 'Regulated: isolation and a fixed baseline',
  validation: 'Validation: trying drivers and firmware',
}

const classOptions = POOL_CLASSES.map((value) => ({ value, label: classWords[value] }))

export function PoolDialog({ onClose }: { readonly onClose: () => void }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queryClient = useQueryClient()
  const form = useContractForm({
    schema: createPoolInput,
    initial: { name: '', slug: '', class: 'inference' },
    refusalFields: { slugTaken: 'slug' },
    submit: async (input) => {
      await client.pools.create.mutate(input)
      await queryClient.invalidateQueries(trpc.pools.pathFilter())
      onClose()
    },
  })
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Create a pool"
      description="It starts in observe: Berth shows and explains what is in it, and changes nothing."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" pending={form.pending}>
            Create the pool
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
        <Select {...form.field('class')} label="Class" options={classOptions} />
        <FormError message={form.formError} />
      </form>
    </Dialog>
  )
}
