'use client'

import { FormError } from '@/components/form/form-error'
import { useContractForm } from '@/components/form/use-contract-form'
import { useTRPCClient } from '@/components/query/trpc'
import { Button } from '@/components/ui/button'
import { acceptInviteInput } from '@/server/contracts/setup'
import { goTo } from './go-to'
import { NewPasswordField } from './new-password-field'
import { signInWithPassword } from './sign-in-request'

export function InviteForm({ token, email }: { readonly token: string; readonly email: string }) {
  const client = useTRPCClient()
  const form = useContractForm({
    schema: acceptInviteInput,
    initial: { password: '' },
    toInput: ({ password }) => ({ token, password }),
    submit: async (input) => {
      const accepted = await client.invites.accept.mutate(input)
      const refused = await signInWithPassword({ email: accepted.email, password: input.password })
      await goTo(refused === null ? '/' : '/sign-in')
    },
  })
  return (
    <form method="post" noValidate className="flex flex-col gap-4" onSubmit={form.handleSubmit}>
      {/* For password managers, which file the new password under the account. */}
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      <NewPasswordField {...form.field('password')} />
      <FormError message={form.formError} />
      <Button type="submit" variant="primary" pending={form.pending}>
        Set the password and sign in
      </Button>
    </form>
  )
}
