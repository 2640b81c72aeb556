'use client'

import { QueryFailure } from '@/components/query/query-states'
import { useMay, useViewer } from '@/components/query/viewer-provider'
import { Trail } from '@/components/shell/trail-provider'
import { ButtonLink } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { KeyValueList } from '@/components/ui/key-value-list'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { RelativeTime } from '@/components/ui/relative-time'
import { LoadingState } from '@/components/ui/skeleton'
import type { UserDto } from '@/server/contracts/user'
import { describeGrants } from './role-words'
import { useUser } from './use-user'
import { UserActions } from './user-actions'
import { describeSignIn, UserStateChip } from './user-chips'
import { buildUserHref } from './user-columns'
import { UserGrants } from './user-grants'

export function UserScreen({ userId }: { readonly userId: string }) {
  const { data: user, error, refetch } = useUser(userId)
  if (user === undefined) {
    if (error === null) return <LoadingState label="Loading the user" lines={8} />
    return (
      <QueryFailure
        title="The user could not be loaded"
        error={error}
        permission="user:read"
        onRetry={() => void refetch()}
      />
    )
  }
  if (user === null) {
    return (
      <EmptyState
        title="There is no such user"
        next="Accounts are never removed, only disabled: the address may be mistyped."
        actions={<ButtonLink href="/settings/users">All users</ButtonLink>}
      />
    )
  }
  return <FoundUser user={user} />
}

function FoundUser({ user }: { readonly user: UserDto }) {
  const mayManage = useMay()('user:manage', {})
  const mayAudit = useMay()('audit:read', {})
  const isSelf = useViewer().id === user.id
  return (
    <>
      <Trail
        items={[
          { label: 'Settings', href: '/settings' },
          { label: 'Users', href: '/settings/users' },
          { label: user.name, href: buildUserHref(user.id) },
        ]}
      />
      <PageHeader
        title={user.name}
        badges={<UserStateChip user={user} />}
        sentence={`${isSelf ? 'You are' : 'Is'} ${lowerFirst(describeGrants(user.grants))}.`}
        actions={mayManage ? <UserActions user={user} isSelf={isSelf} /> : undefined}
      />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <UserGrants user={user} mayManage={mayManage} />
        <Panel title="Account">
          <KeyValueList
            plain
            label="Account"
            rows={[
              { key: 'email', label: 'E-mail', value: user.email },
              { key: 'signIn', label: 'Signs in by', value: describeSignIn(user.signIn) },
              {
                key: 'lastSeen',
                label: 'Last here',
                value: <RelativeTime at={user.lastSeenAt} none="never" />,
              },
              { key: 'created', label: 'Made', value: <RelativeTime at={user.createdAt} /> },
              {
                key: 'disabled',
                label: 'Disabled',
                value: user.disabledAt === null ? 'No' : <RelativeTime at={user.disabledAt} />,
              },
            ]}
          />
          {mayAudit && (
            <p className="mt-3 text-sm">
              <ButtonLink size="small" href={`/audit?subject=${encodeURIComponent(user.id)}&range=30d`}>
                What was changed about them
              </ButtonLink>
            </p>
          )}
        </Panel>
      </div>
    </>
  )
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
