'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { SignOutButton } from '@/components/auth/sign-out-button'
import { QueryFailure } from '@/components/query/query-states'
import { useTRPC, useTRPCClient } from '@/components/query/trpc'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Panel } from '@/components/ui/panel'
import { RelativeTime } from '@/components/ui/relative-time'
import { LoadingState } from '@/components/ui/skeleton'
import { StatusChip } from '@/components/ui/status-chip'
import { UnknownValue } from '@/components/ui/unknown-value'
import type { SessionDto } from '@/server/contracts/session'
import { confirming } from './confirming'
import { describeBrowser } from './describe-browser'

export function SessionsPanel() {
  const trpc = useTRPC()
  const { data, error, refetch } = useQuery(trpc.viewer.sessions.queryOptions())
  return (
    <Panel title="Where you are signed in" note={data === undefined ? undefined : String(data.length)} flush>
      {data !== undefined ? (
        <ul aria-label="Your sessions">
          {data.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </ul>
      ) : error === null ? (
        <LoadingState label="Loading your sessions" lines={3} />
      ) : (
        <QueryFailure
          compact
          title="Your sessions could not be loaded"
          error={error}
          onRetry={() => void refetch()}
        />
      )}
    </Panel>
  )
}

function SessionRow({ session }: { readonly session: SessionDto }) {
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queryClient = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const browser = describeBrowser(session.userAgent)
  const name = `${browser ?? 'unknown browser'} at ${session.ipAddress ?? 'an unknown address'}`
  return (
    <li className="flex items-center gap-3 border-b px-3 py-1.5 last:border-b-0">
      <div className="min-w-0 grow">
        <p className="flex items-center gap-2 text-sm font-medium">
          <span title={session.userAgent ?? undefined}>
            {browser ?? <UnknownValue reason="The browser did not say what it is" word="unknown browser" />}
          </span>
          {session.isCurrent && <StatusChip tone="info">This one</StatusChip>}
        </p>
        <p className="text-xs text-ink-muted">
          {session.ipAddress ?? 'address unknown'} · begun <RelativeTime at={session.createdAt} /> · last used{' '}
          <RelativeTime at={session.lastSeenAt} /> · ends <RelativeTime at={session.expiresAt} />
        </p>
      </div>
      {session.isCurrent ? (
        <SignOutButton />
      ) : (
        <Button size="small" aria-label={`End the session of ${name}`} onClick={() => setAsking(true)}>
          End
        </Button>
      )}
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title="End this session?"
        description={`${name} is signed out at once.`}
        confirmLabel="End the session"
        danger
        onConfirm={() =>
          confirming(async () => {
            await client.viewer.endSession.mutate({ sessionId: session.id })
            await queryClient.invalidateQueries(trpc.viewer.sessions.pathFilter())
          })
        }
      />
    </li>
  )
}
