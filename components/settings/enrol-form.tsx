'use client'

import { useQueryClient } from '@tanstack/react-query'
import { FormError } from '@/components/form/form-error'
import { useContractForm } from '@/components/form/use-contract-form'
import { useTRPC, useTRPCClient } from '@/components/query/trpc'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/text-field'
import { createEnrolmentInput } from '@/server/contracts/token'
import type { MadeEnrolment } from './made-enrolment'

export type EnrolFormProps = {
  readonly onMade: (made: MadeEnrolment) => void
  /** A host that is enrolled already: the line gives it a new token and ends its old one. */
  readonly renew: { readonly id: string; readonly slug: string; readonly stop: () => void } | null
}

const kinds = [
  {
    kind: 'single',
    label: 'One host',
    hint: 'The line works once, within an hour. The host is enrolled at once.',
  },
  {
    kind: 'bulk',
    label: 'Many hosts',
    hint: 'The same line for a rack or an image. Each host waits here until you approve it.',
  },
] as const

export function EnrolForm({ onMade, renew }: EnrolFormProps) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queryClient = useQueryClient()
  const form = useContractForm({
    schema: createEnrolmentInput,
    initial: renew === null ? firstValues : { ...firstValues, label: `renewal of ${renew.slug}` },
    toInput: ({ kind, label, expiresInHours, maxHosts }) =>
      kind === 'single'
        ? { kind, label, ...(renew !== null && { hostId: renew.id }) }
        : { kind, label, expiresInHours: readWhole(expiresInHours), maxHosts: readWhole(maxHosts) },
    submit: async (input) => {
      const made = await client.tokens.createEnrolment.mutate(input)
      void queryClient.invalidateQueries(trpc.tokens.pathFilter())
      onMade({ ...made, label: input.label, maxHosts: input.kind === 'bulk' ? input.maxHosts : null })
    },
  })
  const isBulk = form.values.kind === 'bulk'
  return (
    <form noValidate className="flex flex-col gap-4" onSubmit={form.handleSubmit}>
      {renew === null ? (
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1 text-sm font-medium">For</legend>
          {kinds.map(({ kind, label, hint }) => (
            <label key={kind} className="flex items-start gap-2 text-sm">
              <input
                type="radio"
                name="kind"
                className="mt-0.5 size-4 shrink-0"
                checked={form.values.kind === kind}
                onChange={() => form.set('kind', kind)}
              />
              <span>
                {label}
                <span className="block text-xs text-ink-muted">{hint}</span>
              </span>
            </label>
          ))}
        </fieldset>
      ) : (
        <Banner
          tone="info"
          actions={
            <Button size="small" onClick={renew.stop}>
              Enrol another host instead
            </Button>
          }
        >
          The line renews {renew.slug}: it keeps its page and history, gets a new token, and its old one ends
          when the line is used.
        </Banner>
      )}
      <TextField
        {...form.field('label')}
        label="Name"
        required
        hint={
          isBulk
            ? 'Which hosts: "rack 4", "image 2024.3".'
            : 'Which host, as you call it. The host brings its own name.'
        }
      />
      {isBulk && (
        <div className="grid grid-cols-2 gap-3">
          <TextField
            {...form.field('maxHosts')}
            label="At most this many hosts"
            inputMode="numeric"
            required
          />
          <TextField
            {...form.field('expiresInHours')}
            label="Ends after hours"
            inputMode="numeric"
            required
          />
        </div>
      )}
      <FormError message={form.formError} />
      <Button type="submit" variant="primary" className="self-start" pending={form.pending}>
        Make the line
      </Button>
    </form>
  )
}

type Values = {
  readonly kind: 'single' | 'bulk'
  readonly label: string
  readonly expiresInHours: string
  readonly maxHosts: string
}

const firstValues: Values = { kind: 'single', label: '', expiresInHours: '24', maxHosts: '50' }

/** An empty field is no number, where `Number` makes it 0. */
function readWhole(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text)
}
