import { StatusChip } from '@/components/ui/status-chip'
import type { UserDto } from '@/server/contracts/user'

/** Can they sign in, and if not, why not. */
export function UserStateChip({
  user,
}: {
  readonly user: Pick<UserDto, 'disabledAt' | 'signIn' | 'grants'>
}) {
  if (user.disabledAt !== null) return <StatusChip tone="drained">Disabled</StatusChip>
  if (user.signIn === 'invited') return <StatusChip tone="info">Invited</StatusChip>
  if (user.grants.length === 0) return <StatusChip tone="warn">No role</StatusChip>
  return <StatusChip tone="ok">Active</StatusChip>
}

const signInWords: Readonly<Record<UserDto['signIn'], string>> = {
  password: 'Password',
  sso: 'Single sign-on',
  both: 'Password and single sign-on',
  invited: 'Not yet: invitation open',
}

export function describeSignIn(signIn: UserDto['signIn']): string {
  return signInWords[signIn]
}
