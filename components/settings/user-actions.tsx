'use client'

import { useState } from 'react'
import { readRefusal } from '@/components/form/read-refusal'
import { type RouterOutputs, useTRPCClient } from '@/components/query/trpc'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Dialog } from '@/components/ui/dialog'
import { useToast } from '@/components/ui/toast'
import type { UserDto } from '@/server/contracts/user'
import { confirming } from './confirming'
import { InvitationLink } from './invitation-link'
import { useRefreshUsers } from './use-refresh-users'

export type UserActionsProps = { readonly user: UserDto; readonly isSelf: boolean }

export function UserActions({ user, isSelf }: UserActionsProps) {
  const client = useTRPCClient()
  const refresh = useRefreshUsers()
  const showToast = useToast()
  const [isAsking, setAsking] = useState<'disable' | 'reinvite' | null>(null)
  const [invited, setInvited] = useState<RouterOutputs['users']['reinvite'] | null>(null)
  const [isEnabling, setEnabling] = useState(false)
  const isDisabled = user.disabledAt !== null

  async function enable() {
    setEnabling(true)
    try {
      await client.users.setDisabled.mutate({ userId: user.id, disabled: false })
      await refresh()
    } catch (error) {
      showToast({
        tone: 'bad',
        title: 'The account is still disabled',
        description: readRefusal(error).message,
      })
    }
    setEnabling(false)
  }

  return (
    <>
      {!isDisabled && (
        <Button onClick={() => setAsking('reinvite')}>
          {user.signIn === 'invited' ? 'New invitation link' : 'New password link'}
        </Button>
      )}
      {isDisabled ? (
        <Button pending={isEnabling} onClick={() => void enable()}>
          Enable the account
        </Button>
      ) : (
        <Button variant="danger" onClick={() => setAsking('disable')}>
          Disable the account
        </Button>
      )}
      <ConfirmDialog
        open={isAsking === 'reinvite'}
        onOpenChange={() => setAsking(null)}
        title={`Make a new link for ${user.name}?`}
        description="Links that they were given before stop working. Once they use it, their password is replaced and they are signed out everywhere else."
        confirmLabel="Make the link"
        onConfirm={() =>
          confirming(async () => {
            setInvited(await client.users.reinvite.mutate({ userId: user.id }))
            await refresh()
          })
        }
      />
      <ConfirmDialog
        open={isAsking === 'disable'}
        onOpenChange={() => setAsking(null)}
        title={isSelf ? 'Disable your own account?' : `Disable ${user.name}?`}
        description="They are signed out everywhere at once, open invitations end and their API keys rest until the account is enabled again. Nothing they did is removed."
        confirmLabel="Disable the account"
        danger
        reason="optional"
        onConfirm={({ reason }) =>
          confirming(async () => {
            await client.users.setDisabled.mutate({
              userId: user.id,
              disabled: true,
              reason: reason ?? undefined,
            })
            await refresh()
          })
        }
      />
      {invited !== null && (
        <Dialog
          open
          onOpenChange={() => setInvited(null)}
          title={`A link for ${user.email}`}
          footer={<Button onClick={() => setInvited(null)}>Done</Button>}
        >
          <InvitationLink link={invited.link} expiresAt={invited.expiresAt} />
        </Dialog>
      )}
    </>
  )
}
