import type { DataColumn } from '@/components/data-table/column'
import { AppLink } from '@/components/ui/app-link'
import { RelativeTime } from '@/components/ui/relative-time'
import type { UserDto } from '@/server/contracts/user'
import { describeGrants } from './role-words'
import { describeSignIn, UserStateChip } from './user-chips'

export function buildUserHref(userId: string): string {
  return `/settings/users/${encodeURIComponent(userId)}`
}

export const userColumns: readonly DataColumn<UserDto>[] = [
  {
    id: 'name',
    header: 'Name',
    width: 180,
    sortable: true,
    hideable: false,
    cell: (user) => (
      <AppLink href={buildUserHref(user.id)}>{user.name === '' ? user.email : user.name}</AppLink>
    ),
  },
  { id: 'email', header: 'E-mail', width: 220, sortable: true, cell: (user) => user.email },
  { id: 'state', header: 'State', width: 100, cell: (user) => <UserStateChip user={user} /> },
  {
    id: 'roles',
    header: 'Roles',
    width: 260,
    cell: (user) => <span title={describeGrants(user.grants)}>{describeGrants(user.grants)}</span>,
  },
  { id: 'signIn', header: 'Signs in by', width: 160, cell: (user) => describeSignIn(user.signIn) },
  {
    id: 'lastSeenAt',
    header: 'Last here',
    width: 110,
    align: 'end',
    cell: (user) => <RelativeTime at={user.lastSeenAt} none="never" />,
  },
  {
    id: 'createdAt',
    header: 'Made',
    width: 110,
    align: 'end',
    sortable: true,
    hiddenAtFirst: true,
    cell: (user) => <RelativeTime at={user.createdAt} />,
  },
]
