'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { NewPasswordField } from '@/components/auth/new-password-field'
import { FormError } from '@/components/form/form-error'
import { useContractForm } from '@/components/form/use-contract-form'
import { QueryFailure } from '@/components/query/query-states'
import { useTRPC, useTRPCClient } from '@/components/query/trpc'
import { useViewer } from '@/components/query/viewer-provider'
import { Button } from '@/components/ui/button'
import { Panel } from '@/components/ui/panel'
import { LoadingState } from '@/components/ui/skeleton'
import { TextField } from '@/components/ui/text-field'
import { useToast } from '@/components/ui/toast'
import { changePasswordInput } from '@/server/contracts/password'

export function PasswordPanel() {
  const trpc = useTRPC()
  const { data, error, refetch } = useQuery(trpc.viewer.password.queryOptions())
  return (
    <Panel title="Password">
      {data !== undefined ? (
        data.hasPassword ? (
          <ChangePasswordForm />
        ) : (
          <p className="text-sm text-ink-muted">
            You sign in by single sign-on; there is no password here. An administrator can give you a link to
            set one.
          </p>
        )
      ) : error === null ? (
        <LoadingState label="Loading your password's state" lines={3} />
      ) : (
        <QueryFailure compact title="This could not be loaded" error={error} onRetry={() => void refetch()} />
      )}
    </Panel>
  )
}

const empty = { currentPassword: '', newPassword: '' }

function ChangePasswordForm() {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queryClient = useQueryClient()
  const showToast = useToast()
  const { email } = useViewer()
  const form = useContractForm({
    schema: changePasswordInput,
    initial: empty,
    refusalFields: { passwordWrong: 'currentPassword', tooManyPasswordTries: 'currentPassword' },
    submit: async (input) => {
      const { endedSessionCount } = await client.viewer.changePassword.mutate(input)
      form.set('currentPassword', '')
      form.set('newPassword', '')
      showToast({
        tone: 'ok',
        title: 'Your password is changed',
        description: describeEndedSessions(endedSessionCount),
      })
      await queryClient.invalidateQueries(trpc.viewer.sessions.pathFilter())
    },
  })
  return (
    <form method="post" noValidate className="flex flex-col gap-4" onSubmit={form.handleSubmit}>
      {/* For password managers, which file the new password under the account. */}
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      <TextField
        {...form.field('currentPassword')}
        label="Current password"
        type="password"
        autoComplete="current-password"
        required
      />
      <NewPasswordField {...form.field('newPassword')} />
      <FormError message={form.formError} />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" pending={form.pending}>
          Change the password
        </Button>
        <p className="text-xs text-ink-muted">Everywhere else you are signed out.</p>
      </div>
    </form>
  )
}

function describeEndedSessions(count: number): string {
  if (count === 0) return 'You were signed in nowhere else.'
  return count === 1 ? 'Your other session has ended.' : `Your ${count} other sessions have ended.`
}
