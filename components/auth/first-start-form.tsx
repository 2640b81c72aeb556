'use client'

import { FormError } from '@/components/form/form-error'
import { useContractForm } from '@/components/form/use-contract-form'
import { useTRPCClient } from '@/components/query/trpc'
import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/text-field'
import { claimSetupInput } from '@/server/contracts/setup'
import { goTo } from './go-to'
import { NewPasswordField } from './new-password-field'
import { signInWithPassword } from './sign-in-request'

const enrolment = '/settings/enrolment'

export function FirstStartForm() {
  // Not through the query cache: a code that is not known is answered 401, which there means "signed out".
  const client = useTRPCClient()
  const form = useContractForm({
    schema: claimSetupInput,
    initial: { code: '', name: '', email: '', password: '' },
    refusalFields: {
      tokenUnknown: 'code',
      tokenExpired: 'code',
      tokenRevoked: 'code',
      tokenUsed: 'code',
      tokenWrongKind: 'code',
      emailTaken: 'email',
    },
    submit: async (input) => {
      const { email } = await client.setup.claim.mutate(input)
      const refused = await signInWithPassword({ email, password: input.password })
      // The account is made either way; where signing in is refused, its own page says why.
      await goTo(refused === null ? enrolment : `/sign-in?next=${encodeURIComponent(enrolment)}`)
    },
  })
  return (
    <form method="post" noValidate className="flex flex-col gap-4" onSubmit={form.handleSubmit}>
      <TextField
        {...form.field('code')}
        label="One-time code"
        mono
        required
        autoCapitalize="characters"
        hint="Berth printed it when it started: look in the terminal where you ran it, or in its log. Each start prints a new one."
      />
      <TextField {...form.field('name')} label="Your name" autoComplete="name" required />
      <TextField {...form.field('email')} label="E-mail" type="email" autoComplete="username" required />
      <NewPasswordField {...form.field('password')} />
      <FormError message={form.formError} />
      <Button type="submit" variant="primary" pending={form.pending}>
        Make the first account
      </Button>
    </form>
  )
}
