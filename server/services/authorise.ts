import { canFor, type Principal, type Target } from '@/server/core/access/can'
import type { Permission } from '@/server/core/access/permissions'
import { DomainError } from '@/server/services/domain-error'

interface AuthoriseArgs {
  ctx: { principal: Principal }
  permission: Permission
  /** What it is to be done to; nothing means the whole of Berth, which only a global grant reaches. */
  target?: Target
}

/** @throws DomainError `permissionMissing` */
export function authorise({ ctx, permission, target = {} }: AuthoriseArgs): void {
  if (canFor(ctx.principal, permission, target)) return
  if (ctx.principal.kind === 'anonymous') {
    throw new DomainError('unauthenticated', 'signInNeeded', 'Sign in first')
  }
  throw new DomainError('forbidden', 'permissionMissing', `This needs the permission ${permission}`, {
    permission,
  })
}
