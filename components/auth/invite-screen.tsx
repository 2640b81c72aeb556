'use client'

import { useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { type Refusal, readRefusal } from '@/components/form/read-refusal'
import { useTRPCClient } from '@/components/query/trpc'
import { CentredPage } from '@/components/shell/centred-page'
import { ButtonLink } from '@/components/ui/button'
import { ErrorState } from '@/components/ui/error-state'
import { RelativeTime } from '@/components/ui/relative-time'
import { LoadingState } from '@/components/ui/skeleton'
import { InviteForm } from './invite-form'
import { readInviteToken } from './invite-token'

// External system: the address's fragment, which the server never sees.
function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

export function InviteScreen() {
  const fragment = useSyncExternalStore(
    subscribe,
    () => window.location.hash,
    () => null,
  )
  if (fragment === null) return <LoadingInvite />
  const token = readInviteToken(fragment)
  if (token === null) return <InviteRefused code="tokenMissing" />
  return <InviteOfToken key={token} token={token} />
}

function InviteOfToken({ token }: { readonly token: string }) {
  const client = useTRPCClient()
  // A refused token is an answer here, not a session that ended, so it does not reach the cache as an error.
  const { data, refetch } = useQuery({
    queryKey: ['invite', token],
    queryFn: async () => {
      try {
        return { kind: 'found' as const, invite: await client.invites.status.mutate({ token }) }
      } catch (error) {
        return { kind: 'refused' as const, refusal: readRefusal(error) }
      }
    },
    gcTime: 0,
  })
  if (data === undefined) return <LoadingInvite />
  if (data.kind === 'refused') {
    if (isToken(data.refusal)) return <InviteRefused code={data.refusal.code} />
    return (
      <CentredPage title="Your invitation">
        <ErrorState
          compact
          title="The invitation could not be looked up"
          kept="It is still good."
          next={data.refusal.message}
          onRetry={() => void refetch()}
        />
      </CentredPage>
    )
  }
  const { invite } = data
  return (
    <CentredPage
      title={`Welcome, ${invite.name}`}
      note={
        <>
          This invitation is for <strong className="text-ink">{invite.email}</strong>. Choose a password to
          sign in with; the link works once, and until{' '}
          <RelativeTime at={invite.expiresAt} none="it is taken back" />.
        </>
      }
    >
      <InviteForm token={token} email={invite.email} />
    </CentredPage>
  )
}

function LoadingInvite() {
  return (
    <CentredPage title="Your invitation">
      <LoadingState label="Looking up the invitation" lines={4} />
    </CentredPage>
  )
}

function isToken(refusal: Refusal): boolean {
  return refusal.code.startsWith('token') || refusal.code === 'invalidInput'
}

const titles: Readonly<Record<string, string>> = {
  tokenMissing: 'This link is not complete',
  tokenUsed: 'This invitation was used already',
  tokenExpired: 'This invitation has expired',
  tokenRevoked: 'This invitation was replaced or taken back',
}

const nextSteps: Readonly<Record<string, string>> = {
  tokenMissing:
    'Copy the whole link, with everything after the # sign. If it is lost, an administrator of Berth can make a new one.',
  tokenUsed:
    'If you set the password, sign in with it. If somebody else did, tell an administrator of Berth at once.',
  tokenRevoked: 'Use the newest link that you were sent, or ask an administrator of Berth for one.',
}

/** Why an invitation does not work, and who can help. */
export function InviteRefused({ code }: { readonly code: string }) {
  return (
    <CentredPage
      title={titles[code] ?? 'This invitation is not known here'}
      note={
        nextSteps[code] ??
        'An administrator of Berth can make a new link for you, under Settings, Users, your name.'
      }
    >
      <ButtonLink href="/sign-in">Go to sign-in</ButtonLink>
    </CentredPage>
  )
}
